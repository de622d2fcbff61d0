// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel has charged to a process so far, all its threads together. Immutable; differences
 * of two readings are the cost of what lay between.
 *
 * @param cpuMicros user and system time, in steps of a clock tick (10 ms)
 * @param minorFaults page faults served from memory
 * @param majorFaults page faults that waited for the disk
 * @param voluntarySwitches times a thread gave its processor away to wait
 * @param involuntarySwitches times it was taken away
 */
public record ProcessCost(
    long cpuMicros,
    long minorFaults,
    long majorFaults,
    long voluntarySwitches,
    long involuntarySwitches) {

  /** USER_HZ is 100 on every Linux that runs Java: a tick is 10 ms. */
  private static final long MICROS_PER_TICK = 10_000;

  // Fields of proc(5)'s stat after the command name in parentheses, which may itself hold spaces:
  // index 0 is field 3, the state.
  private static final int MINOR_FAULTS = 10 - 3;
  private static final int MAJOR_FAULTS = 12 - 3;
  private static final int USER_TICKS = 14 - 3;
  private static final int SYSTEM_TICKS = 15 - 3;

  /**
   * Reads the cost of a live process from /proc; the figures of an ended process are gone, so that
   * is an error.
   */
  public static ProcessCost read(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    String stat = Files.readString(folder.resolve("stat"));
    long[] switches = switches(folder.resolve("task"));
    return parse(stat, switches[0], switches[1]);
  }

  /** The sum over several processes. */
  public static ProcessCost read(List<Long> pids) throws IOException {
    ProcessCost sum = new ProcessCost(0, 0, 0, 0, 0);
    for (long pid : pids) {
      sum = sum.plus(read(pid));
    }
    return sum;
  }

  static ProcessCost parse(String stat, long voluntarySwitches, long involuntarySwitches) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new ProcessCost(
        (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
            * MICROS_PER_TICK,
        Long.parseLong(fields[MINOR_FAULTS]),
        Long.parseLong(fields[MAJOR_FAULTS]),
        voluntarySwitches,
        involuntarySwitches);
  }

  public ProcessCost minus(ProcessCost earlier) {
    return new ProcessCost(
        cpuMicros - earlier.cpuMicros,
        minorFaults - earlier.minorFaults,
        majorFaults - earlier.majorFaults,
        voluntarySwitches - earlier.voluntarySwitches,
        involuntarySwitches - earlier.involuntarySwitches);
  }

  public ProcessCost plus(ProcessCost other) {
    return new ProcessCost(
        cpuMicros + other.cpuMicros,
        minorFaults + other.minorFaults,
        majorFaults + other.majorFaults,
        voluntarySwitches + other.voluntarySwitches,
        involuntarySwitches + other.involuntarySwitches);
  }

  private static long[] switches(Path tasks) throws IOException {
    long[] sums = new long[2];
    try (var threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        addSwitches(thread.resolve("status"), sums);
      }
    }
    return sums;
  }

  private static void addSwitches(Path status, long[] sums) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(status);
    } catch (IOException e) {
      if (Files.exists(status)) {
        throw e;
      }
      // The thread has ended since it was listed, before its file was opened or while it was read:
      // its switches are lost to the count, its CPU time is not.
      return;
    }
    for (String line : lines) {
      if (line.startsWith("voluntary_ctxt_switches:")) {
        sums[0] += lastNumber(line);
      } else if (line.startsWith("nonvoluntary_ctxt_switches:")) {
        sums[1] += lastNumber(line);
      }
    }
  }

  private static long lastNumber(String line) {
    return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CPU time of this process' threads by their names as the kernel has them, those that differ in
 * a number alone taken together: who works, who compiles, who collects. Stateless.
 */
final class ThreadCost {
  /** USER_HZ is 100 on every Linux that runs Java: a tick is 10 ms. */
  private static final double SECONDS_PER_TICK = 0.01;

  // Fields of proc(5)'s stat behind the name in parentheses: index 0 is field 3.
  private static final int USER_TICKS = 14 - 3;
  private static final int SYSTEM_TICKS = 15 - 3;

  private ThreadCost() {}

  /** Seconds so far. */
  static Map<String, Double> seconds() throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        add(thread, seconds);
      }
    }
    return seconds;
  }

  /** Seconds since an earlier reading, without what took none. */
  static Map<String, Double> since(Map<String, Double> earlier) throws IOException {
    Map<String, Double> spent = new TreeMap<>();
    seconds()
        .forEach((name, now) -> {
          double more = now - earlier.getOrDefault(name, 0.0);
          if (more >= SECONDS_PER_TICK / 2) {
            spent.put(name, Math.round(more / SECONDS_PER_TICK) * SECONDS_PER_TICK);
          }
        });
    return spent;
  }

  private static void add(Path thread, Map<String, Double> seconds) throws IOException {
    String stat;
    try {
      stat = Files.readString(thread.resolve("stat"));
    } catch (NoSuchFileException threadEnded) {
      return; // between listing and reading
    }
    add(stat, seconds);
  }

  static void add(String stat, Map<String, Double> seconds) {
    int nameEnd = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, nameEnd).replaceAll("[-# 0-9]+$", "");
    String[] fields = stat.substring(nameEnd + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    seconds.merge(name, ticks * SECONDS_PER_TICK, Double::sum);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import com.sun.management.OperatingSystemMXBean;
import io.ringtail.benchmarks.process.ProcessCost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * What this process costs from one moment to another: all threads, the compiler's and the
 * collector's included. Confined to one thread.
 */
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final String WRITTEN = "wchar: ";

  private final String profile;
  private final @Nullable Recording recording;
  private final ProcessCost before;
  private final Map<String, Double> threadsBefore;
  private final long startNanos;

  private Meter(String profile, @Nullable Recording recording) throws IOException {
    this.profile = profile;
    this.recording = recording;
    this.threadsBefore = ThreadCost.seconds();
    this.before = cost();
    this.startNanos = System.nanoTime();
  }

  /**
   * Begins to measure.
   *
   * @param profile file for a flight recording; empty for none
   */
  static Meter start(String profile) throws IOException {
    if (profile.isEmpty()) {
      return new Meter(profile, null);
    }
    try {
      Recording recording = new Recording(Configuration.getConfiguration("profile"));
      recording.start();
      return new Meter(profile, recording);
    } catch (ParseException cause) {
      throw new IOException("the JDK's settings for profiling cannot be read", cause);
    }
  }

  /**
   * What was spent since the start.
   *
   * @param cpuByThread CPU seconds by kind of thread, without those that have ended
   */
  record Spent(double cpuSeconds, double seconds, Map<String, Double> cpuByThread) {}

  Spent stop() throws IOException {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double cpuSeconds = cost().minus(before).cpuMicros() / 1e6;
    Spent spent = new Spent(cpuSeconds, seconds, ThreadCost.since(threadsBefore));
    if (recording != null) {
      recording.stop();
      recording.dump(Path.of(profile));
      recording.close();
    }
    return spent;
  }

  private static ProcessCost cost() throws IOException {
    return ProcessCost.read(ProcessHandle.current().pid());
  }

  /** CPU time of this process so far; cheaper to ask for than its whole cost. */
  static double cpuSeconds() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  /** Bytes that this process has handed to the operating system so far, whatever the file. */
  static long bytesWritten() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith(WRITTEN)) {
        return Long.parseLong(line.substring(WRITTEN.length()));
      }
    }
    throw new IOException("/proc/self/io does not tell " + WRITTEN);
  }
}

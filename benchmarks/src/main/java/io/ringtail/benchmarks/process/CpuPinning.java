// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keeps processes to some of the machine's CPUs, by Linux' taskset. Stateless. */
public final class CpuPinning {
  private static final long SECONDS_MAX = 10;

  private CpuPinning() {}

  /**
   * Keeps all threads of a process, and those that these start, to some CPUs.
   *
   * @param cpus as taskset takes them, {@code 0} or {@code 2-3}
   * @throws IOException where taskset is missing or does not do it
   */
  public static void pin(long pid, String cpus) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("taskset", "-a", "-c", "-p", cpus, Long.toString(pid)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("taskset could not keep process " + pid + " to CPUs " + cpus);
    }
  }
}

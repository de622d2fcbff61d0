// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.storage;

import java.lang.management.ManagementFactory;

/** CPU time of the thread that asks: other processes on the machine do not count. */
final class CpuTime {
  private CpuTime() {}

  static long nanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** CPU nanoseconds that something takes. */
  static long of(Runnable measured) {
    long before = nanos();
    measured.run();
    return nanos() - before;
  }
}

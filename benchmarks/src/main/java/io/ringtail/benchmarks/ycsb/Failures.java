// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.util.concurrent.atomic.AtomicBoolean;
import site.ycsb.Status;

/** What bindings do with an operation that failed. Thread-safe. */
final class Failures {
  /** YCSB counts failures but keeps no reasons, so the process prints its first. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private Failures() {}

  static Status status(Exception failure) {
    if (SAID.compareAndSet(false, true)) {
      failure.printStackTrace();
    }
    return Status.ERROR;
  }
}

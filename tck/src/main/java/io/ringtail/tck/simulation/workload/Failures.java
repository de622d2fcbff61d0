// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts how many of several calls failed, and ends when the last one has. */
final class Failures {
  private final CompletableFuture<Integer> all = new CompletableFuture<>();
  private int open = 1;
  private int failed;

  /** One more call begins. */
  void begin() {
    open++;
  }

  void end(boolean failure) {
    failed += failure ? 1 : 0;
    if (--open == 0) {
      all.complete(failed);
    }
  }

  /** No more calls begin. */
  CompletionStage<Integer> all() {
    end(false);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.lane.Lanes;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for stages; virtual threads let go of their carrier meanwhile. */
public final class Waiting {
  private Waiting() {}

  /**
   * The stage's result.
   *
   * @throws RingtailException as the stage ended with; what a function of the application threw,
   *     too
   * @throws IllegalStateException on a lane's thread, which would wait for itself
   */
  public static <T extends @Nullable Object> T on(Lanes lanes, CompletionStage<T> stage) {
    if (lanes.isLaneThread()) {
      throw new IllegalStateException(
          "this is a lane's thread: it must not wait; use the asynchronous calls");
    }
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("a request failed in an unforeseen way", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RingtailException.InDoubt("interrupted while waiting for the answer", e);
    }
  }
}

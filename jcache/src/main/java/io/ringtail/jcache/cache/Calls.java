// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import io.ringtail.driver.api.RingtailException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Waits for the driver and turns its errors into those of the standard. Stateless. */
public final class Calls {
  private Calls() {}

  /**
   * The result of a call; the driver's own deadline bounds the wait.
   *
   * @throws CacheException with what failed and whether it may have taken effect all the same
   */
  public static <T extends @Nullable Object> T await(CompletionStage<T> call) {
    try {
      return call.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while waiting; a write may still take effect", e);
    }
  }

  /** The exception of the standard for one of the driver's. */
  public static CacheException failure(Throwable cause) {
    if (cause instanceof CacheException already) {
      return already;
    }
    if (cause instanceof RingtailException known) {
      String effect = known.mayHaveTakenEffect() ? "may have taken effect" : "nothing was changed";
      return new CacheException(known.getMessage() + " (" + effect + ")", known);
    }
    return new CacheException("the driver failed: " + cause, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a request's end: hears of it exactly once, on the lane's thread, or on the caller's
 * where the lane would not even take it.
 *
 * @param <R> the result
 */
public interface Completion<R extends @Nullable Object> {
  void completed(R result);

  void failed(RingtailException error);

  /** A function of whoever waits threw this, and nothing was written. */
  default void threw(RuntimeException thrown) {
    failed(new RingtailException.InvalidRequest("the request's function failed: " + thrown));
  }

  /**
   * The map has changed under a request for several partitions, which may not have the same
   * replicas any more.
   *
   * @param mayHaveTakenEffect whether some replica may have taken it
   * @return whether the request is taken back, to be made again; false leaves it to the lane to go
   *     on with it as it is
   */
  default boolean regroup(boolean mayHaveTakenEffect) {
    return false;
  }
}

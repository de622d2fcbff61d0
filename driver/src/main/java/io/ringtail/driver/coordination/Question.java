// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * What replicas are asked, and what their answers say together. Immutable.
 *
 * @param <A> what a replica answers
 * @param <R> what they say together
 */
public interface Question<A, R> extends Reconciler<A, R> {
  Request request();

  /** Asks for digests of the answers; null where there are none. */
  default @Nullable Request digestRequest() {
    return null;
  }

  /** The same question to another table. */
  Question<A, R> ofTable(int tableId);

  /**
   * The same question to others.
   *
   * @param tellers replicas, as bits, among whose answers what conditional writes have decided can
   *     be told; {@link #NOBODY_TELLS} where so few answer that it cannot
   */
  Question<A, R> toldBy(int tellers);

  @Override
  default Question<A, R> ofData() {
    return toldBy(NOBODY_TELLS);
  }
}

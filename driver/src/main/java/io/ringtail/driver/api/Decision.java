// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a function of the application makes of a value: whether it changes, and what whoever asked
 * is told.
 *
 * @param kind what happens to the value
 * @param value the new one; null unless it is set
 * @param ttl how long the new one lives; null for the table's default
 * @param answer for whoever asked
 * @param <V> the Java class of the value column's type
 * @param <A> the answer
 */
public record Decision<V, A extends @Nullable Object>(
    Kind kind, @Nullable V value, @Nullable Duration ttl, A answer) {
  /** What happens to the value. */
  public enum Kind {
    KEEP,
    SET,
    REMOVE
  }

  /** Nothing is written. */
  public static <V, A extends @Nullable Object> Decision<V, A> keep(A answer) {
    return new Decision<>(Kind.KEEP, null, null, answer);
  }

  /** The value becomes another one. */
  public static <V, A extends @Nullable Object> Decision<V, A> set(V value, A answer) {
    return new Decision<>(Kind.SET, value, null, answer);
  }

  /** The value is there no more. */
  public static <V, A extends @Nullable Object> Decision<V, A> remove(A answer) {
    return new Decision<>(Kind.REMOVE, null, null, answer);
  }

  /** The same with a value that is gone after a while. */
  public Decision<V, A> withTtl(Duration newTtl) {
    return new Decision<>(kind, value, newTtl, answer);
  }
}

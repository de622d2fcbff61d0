// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a value depending on what it is: each of these takes effect once and as a
 * whole, in one order with all others of the key, sees every write that was acknowledged before it
 * began, and mixes freely with plain ones. Two round trips, at {@link Level#SERIAL} whatever level
 * the options name, as long as a majority of the replicas can be reached.
 *
 * <p>An error says whether the operation may have taken effect; {@link RingtailException.InDoubt}
 * is the only one that cannot tell. Functions are called on a lane's thread, and again whenever
 * somebody else came in between: they have to be quick and to have no effects of their own. What
 * they throw goes to the caller, and nothing is written.
 *
 * @param <K> the Java class of the key column's type
 * @param <V> the Java class of the value column's type
 */
public interface ConditionalValues<K, V> {
  /** Lets a function decide, which is given the value, null where there is none. */
  <A extends @Nullable Object> CompletionStage<A> decide(
      K key, Function<@Nullable V, Decision<V, A>> function, RequestOptions options);

  /**
   * Sets the value if it is the one expected; ends with whether it was.
   *
   * @param expected null for "there is none"
   */
  default CompletionStage<Boolean> compareAndSet(
      K key, @Nullable V expected, V value, RequestOptions options) {
    return decide(
        key,
        now -> Values.same(now, expected) ? Decision.set(value, true) : Decision.keep(false),
        options);
  }

  /** Puts a value where there is none; ends with the one that was there, null where it was put. */
  default CompletionStage<@Nullable V> putIfAbsent(K key, V value, RequestOptions options) {
    return this.<@Nullable V>decide(
        key, now -> now == null ? Decision.set(value, null) : Decision.keep(now), options);
  }

  /** Puts a value where there is one; ends with the one that was there, null where none was. */
  default CompletionStage<@Nullable V> replace(K key, V value, RequestOptions options) {
    return this.<@Nullable V>decide(
        key, now -> now == null ? Decision.keep(null) : Decision.set(value, now), options);
  }

  /** Removes the value if it is the one expected; ends with whether it was. */
  default CompletionStage<Boolean> remove(K key, V expected, RequestOptions options) {
    return decide(
        key,
        now -> Values.same(now, expected) ? Decision.remove(true) : Decision.keep(false),
        options);
  }

  /** Puts a value; ends with the one that was there. */
  default CompletionStage<@Nullable V> getAndPut(K key, V value, RequestOptions options) {
    return this.<@Nullable V>decide(key, now -> Decision.set(value, now), options);
  }

  /** Removes the value; ends with the one that was there. */
  default CompletionStage<@Nullable V> getAndRemove(K key, RequestOptions options) {
    return this.<@Nullable V>decide(
        key, now -> now == null ? Decision.keep(null) : Decision.remove(now), options);
  }

  /**
   * Sets the value to what a function makes of it; null removes it. Ends with the new one.
   *
   * @param function given null where there is no value
   */
  default CompletionStage<@Nullable V> update(
      K key, UnaryOperator<@Nullable V> function, RequestOptions options) {
    return this.<@Nullable V>decide(
        key,
        now -> {
          V next = function.apply(now);
          return next != null
              ? Decision.set(next, next)
              : now == null ? Decision.keep(null) : Decision.remove(null);
        },
        options);
  }

  /**
   * Adds to a number; where there is none, from 0 on. Ends with the sum.
   *
   * @throws RingtailException.InvalidRequest through the stage, when the sum is too great for its
   *     type, or values are no numbers
   */
  default CompletionStage<V> add(K key, V delta, RequestOptions options) {
    return decide(
        key,
        now -> {
          V sum = now == null ? Values.number(delta) : Values.sum(now, delta);
          return Decision.set(sum, sum);
        },
        options);
  }

  /** Appends to a text, or to bytes; where there is none, to nothing. Ends with the whole. */
  default CompletionStage<V> append(K key, V tail, RequestOptions options) {
    return decide(
        key,
        now -> {
          V whole = now == null ? tail : Values.concatenation(now, tail);
          return Decision.set(whole, whole);
        },
        options);
  }

  /** Sets the value where it is greater, or missing; ends with what is there then. */
  default CompletionStage<V> min(K key, V value, RequestOptions options) {
    return decide(
        key,
        now ->
            now != null && Values.compare(now, value) <= 0
                ? Decision.keep(now)
                : Decision.set(value, value),
        options);
  }

  /** Sets the value where it is less, or missing; ends with what is there then. */
  default CompletionStage<V> max(K key, V value, RequestOptions options) {
    return decide(
        key,
        now ->
            now != null && Values.compare(now, value) >= 0
                ? Decision.keep(now)
                : Decision.set(value, value),
        options);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyValueTable} whose calls wait for the answer, with the session's default options
 * unless some are given. Thread-safe.
 *
 * @param <K> the Java class of the key column's type
 * @param <V> the Java class of the value column's type
 */
public interface BlockingKeyValueTable<K, V> {
  /** The value, or null where there is none. */
  @Nullable V get(K key);

  void put(K key, V value);

  /** Puts a value that is gone after a while. */
  void put(K key, V value, Duration ttl);

  void remove(K key);

  /** As in {@link ConditionalValues}, like all that follow. */
  <A extends @Nullable Object> A decide(K key, Function<@Nullable V, Decision<V, A>> function);

  boolean compareAndSet(K key, @Nullable V expected, V value);

  @Nullable V putIfAbsent(K key, V value);

  @Nullable V replace(K key, V value);

  boolean remove(K key, V expected);

  @Nullable V getAndPut(K key, V value);

  @Nullable V getAndRemove(K key);

  @Nullable V update(K key, UnaryOperator<@Nullable V> function);

  V add(K key, V delta);

  V append(K key, V tail);

  V min(K key, V value);

  V max(K key, V value);

  Map<K, V> getAll(Collection<K> keys);

  void putAll(Map<K, V> entries);

  /** The same with other options. */
  BlockingKeyValueTable<K, V> with(RequestOptions options);
}

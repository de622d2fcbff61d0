// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.BlockingKeyValueTable;
import io.ringtail.driver.api.Decision;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.lane.Lanes;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The blocking face of a table that is seen as a map. Immutable. */
record WaitingKeyValueTable<K, V>(KeyValueTable<K, V> table, Lanes lanes, RequestOptions options)
    implements BlockingKeyValueTable<K, V> {
  @Override
  public @Nullable V get(K key) {
    return Waiting.<@Nullable V>on(lanes, table.get(key, options));
  }

  @Override
  public void put(K key, V value) {
    Waiting.on(lanes, table.put(key, value, options));
  }

  @Override
  public void put(K key, V value, Duration ttl) {
    Waiting.on(lanes, table.put(key, value, ttl, options));
  }

  @Override
  public void remove(K key) {
    Waiting.on(lanes, table.remove(key, options));
  }

  @Override
  public <A extends @Nullable Object> A decide(
      K key, Function<@Nullable V, Decision<V, A>> function) {
    return Waiting.<A>on(lanes, table.decide(key, function, options));
  }

  @Override
  public boolean compareAndSet(K key, @Nullable V expected, V value) {
    return Waiting.on(lanes, table.compareAndSet(key, expected, value, options));
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return Waiting.<@Nullable V>on(lanes, table.putIfAbsent(key, value, options));
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return Waiting.<@Nullable V>on(lanes, table.replace(key, value, options));
  }

  @Override
  public boolean remove(K key, V expected) {
    return Waiting.on(lanes, table.remove(key, expected, options));
  }

  @Override
  public @Nullable V getAndPut(K key, V value) {
    return Waiting.<@Nullable V>on(lanes, table.getAndPut(key, value, options));
  }

  @Override
  public @Nullable V getAndRemove(K key) {
    return Waiting.<@Nullable V>on(lanes, table.getAndRemove(key, options));
  }

  @Override
  public @Nullable V update(K key, UnaryOperator<@Nullable V> function) {
    return Waiting.<@Nullable V>on(lanes, table.update(key, function, options));
  }

  @Override
  public V add(K key, V delta) {
    return Waiting.on(lanes, table.add(key, delta, options));
  }

  @Override
  public V append(K key, V tail) {
    return Waiting.on(lanes, table.append(key, tail, options));
  }

  @Override
  public V min(K key, V value) {
    return Waiting.on(lanes, table.min(key, value, options));
  }

  @Override
  public V max(K key, V value) {
    return Waiting.on(lanes, table.max(key, value, options));
  }

  @Override
  public Map<K, V> getAll(Collection<K> keys) {
    return Waiting.on(lanes, table.getAll(keys, options));
  }

  @Override
  public void putAll(Map<K, V> entries) {
    Waiting.on(lanes, table.putAll(entries, options));
  }

  @Override
  public BlockingKeyValueTable<K, V> with(RequestOptions newOptions) {
    return new WaitingKeyValueTable<>(table, lanes, newOptions);
  }
}

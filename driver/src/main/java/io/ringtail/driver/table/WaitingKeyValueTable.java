// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.BlockingKeyValueTable;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.lane.Lanes;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
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

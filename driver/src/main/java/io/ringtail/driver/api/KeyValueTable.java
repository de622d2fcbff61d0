// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A table with one key column and one value column, seen as a map. Thread-safe; stages as in {@link
 * Table}.
 *
 * @param <K> the Java class of the key column's type
 * @param <V> the Java class of the value column's type
 */
public interface KeyValueTable<K, V> extends ConditionalValues<K, V> {
  /** Ends with the value, or null where there is none. */
  CompletionStage<@Nullable V> get(K key, RequestOptions options);

  CompletionStage<@Nullable V> get(K key);

  CompletionStage<@Nullable Void> put(K key, V value, RequestOptions options);

  CompletionStage<@Nullable Void> put(K key, V value);

  /** Puts a value that is gone after a while. */
  CompletionStage<@Nullable Void> put(K key, V value, Duration ttl, RequestOptions options);

  CompletionStage<@Nullable Void> remove(K key, RequestOptions options);

  CompletionStage<@Nullable Void> remove(K key);

  CompletionStage<Map<K, V>> getAll(Collection<K> keys, RequestOptions options);

  CompletionStage<@Nullable Void> putAll(Map<K, V> entries, RequestOptions options);

  CompletionStage<@Nullable Void> putAll(
      Map<K, V> entries, @Nullable Duration ttl, RequestOptions options);

  CompletionStage<@Nullable Void> removeAll(Collection<K> keys, RequestOptions options);

  /** The table beneath, for scans and whatever else. */
  Table table();

  /** The same table for callers that wait; safe on virtual threads, refused on a lane's thread. */
  BlockingKeyValueTable<K, V> blocking();
}

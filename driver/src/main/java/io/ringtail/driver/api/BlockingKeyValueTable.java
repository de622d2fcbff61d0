// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
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

  Map<K, V> getAll(Collection<K> keys);

  void putAll(Map<K, V> entries);

  /** The same with other options. */
  BlockingKeyValueTable<K, V> with(RequestOptions options);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;

/**
 * The operations of the standard that Ringtail's caches do not have yet: conditional ones, which
 * must be atomic and need conditional writes beneath; entry processors, loaders and listeners. Each
 * says its name and does nothing else.
 */
interface MissingOperations<K, V> extends Cache<K, V> {

  private static UnsupportedOperationException missing(String operation) {
    return new UnsupportedOperationException(operation + " is not supported");
  }

  @Override
  default void loadAll(Set<? extends K> keys, boolean replace, CompletionListener listener) {
    throw missing("loadAll");
  }

  @Override
  default V getAndPut(K key, V value) {
    throw missing("getAndPut");
  }

  @Override
  default boolean putIfAbsent(K key, V value) {
    throw missing("putIfAbsent");
  }

  @Override
  default boolean remove(K key, V oldValue) {
    throw missing("remove(key, oldValue)");
  }

  @Override
  default V getAndRemove(K key) {
    throw missing("getAndRemove");
  }

  @Override
  default boolean replace(K key, V oldValue, V newValue) {
    throw missing("replace(key, oldValue, newValue)");
  }

  @Override
  default boolean replace(K key, V value) {
    throw missing("replace(key, value)");
  }

  @Override
  default V getAndReplace(K key, V value) {
    throw missing("getAndReplace");
  }

  @Override
  default <T> T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
    throw missing("invoke");
  }

  @Override
  default <T> Map<K, EntryProcessorResult<T>> invokeAll(
      Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
    throw missing("invokeAll");
  }

  @Override
  default void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
    throw missing("registerCacheEntryListener");
  }

  @Override
  default void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
    throw missing("deregisterCacheEntryListener");
  }
}

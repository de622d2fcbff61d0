// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.jcache.codec.CacheCodec;
import io.ringtail.jcache.configuration.FixedConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A cache over one table of two columns: the encoded key and the encoded entry. Every read and
 * write goes to the cluster at the manager's level; nothing is kept here. Thread-safe.
 */
public final class RingtailCache<K, V> implements MissingOperations<K, V> {
  private static final int SCAN_PAGE_ROWS = 500;

  private final String name;
  private final CacheManager manager;
  private final FixedConfiguration<K, V> configuration;
  private final EntryStore store;
  private final CacheCodec codec;
  private final Runnable onClose;
  private volatile boolean closed;

  /**
   * Makes the face of a cache whose table exists.
   *
   * @param onClose called once, when the cache is closed
   */
  public RingtailCache(
      String name,
      CacheManager manager,
      FixedConfiguration<K, V> configuration,
      EntryStore store,
      CacheCodec codec,
      Runnable onClose) {
    this.name = name;
    this.manager = manager;
    this.configuration = configuration;
    this.store = store;
    this.codec = codec;
    this.onClose = onClose;
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the standard answers null where there is no entry, and its interface cannot say
  // so
  public V get(K key) {
    return lookUp(key);
  }

  @Override
  public Map<K, V> getAll(Set<? extends K> keys) {
    Map<K, V> found = new HashMap<>();
    for (EntryStore.Entry entry : store.getAll(encodeKeys(keys))) {
      found.put(decodeKey(entry.key()), decodeValue(entry.value()));
    }
    return found;
  }

  @Override
  public boolean containsKey(K key) {
    return store.get(encodeKey(key)) != null;
  }

  @Override
  public void put(K key, V value) {
    store.put(encodeKey(key), encodeValue(value));
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> entries) {
    checkOpen();
    List<EntryStore.Entry> encoded = new ArrayList<>(entries.size());
    entries.forEach(
        (key, value) -> encoded.add(new EntryStore.Entry(encodeKey(key), encodeValue(value))));
    if (!encoded.isEmpty()) {
      store.putAll(encoded);
    }
  }

  /**
   * Removes an entry and tells whether a read just before saw it. The two are not one step: of two
   * clients that remove an entry at once both may be told that it was there.
   */
  @Override
  public boolean remove(K key) {
    byte[] encoded = encodeKey(key);
    if (store.get(encoded) == null) {
      return false;
    }
    store.remove(encoded);
    return true;
  }

  @Override
  public void removeAll(Set<? extends K> keys) {
    List<byte[]> encoded = encodeKeys(keys);
    if (!encoded.isEmpty()) {
      store.removeAll(encoded);
    }
  }

  /**
   * Removes the entries that a walk through the cache meets; one that is written meanwhile may
   * stay.
   */
  @Override
  public void removeAll() {
    clear();
  }

  /**
   * The same as {@link #removeAll()}: there are no writers and listeners whom it would have to pass
   * by.
   */
  @Override
  public void clear() {
    checkOpen();
    var scan = store.scan(SCAN_PAGE_ROWS);
    List<ResultRow> page = Calls.await(scan.nextPage());
    while (!page.isEmpty()) {
      store.removeAll(page.stream().map(RingtailCache::keyOf).toList());
      page = Calls.await(scan.nextPage());
    }
  }

  @Override
  public Iterator<Cache.Entry<K, V>> iterator() {
    checkOpen();
    return new EntryIterator<>(store.scan(SCAN_PAGE_ROWS), this::entry, this::remove);
  }

  @Override
  public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
    if (!type.isInstance(configuration)) {
      throw new IllegalArgumentException("the configuration cannot be seen as " + type.getName());
    }
    return type.cast(configuration);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public CacheManager getCacheManager() {
    return manager;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    onClose.run();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /** Gives the cache as one of its own types, or the {@link KeyValueTable} beneath. */
  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type == KeyValueTable.class) {
      return type.cast(store.table());
    }
    throw new IllegalArgumentException("a cache cannot be seen as " + type.getName());
  }

  /**
   * Checks that a cache has the types that somebody expects.
   *
   * @throws ClassCastException with both if it has not
   */
  public void checkTypes(Class<?> keyType, Class<?> valueType) {
    Class<K> keys = configuration.getKeyType();
    Class<V> values = configuration.getValueType();
    if (keys != keyType || values != valueType) {
      throw new ClassCastException(
          "cache %s maps %s to %s, not %s to %s"
              .formatted(
                  name, keys.getName(), values.getName(), keyType.getName(), valueType.getName()));
    }
  }

  private @Nullable V lookUp(K key) {
    byte[] value = store.get(encodeKey(key));
    return value == null ? null : decodeValue(value);
  }

  private Cache.Entry<K, V> entry(ResultRow row) {
    return new CacheEntry<>(decodeKey(keyOf(row)), decodeValue(EntryFormat.value(bytes(row, 1))));
  }

  private static byte[] keyOf(ResultRow row) {
    return bytes(row, 0);
  }

  private static byte[] bytes(ResultRow row, int column) {
    if (row.get(column) instanceof byte[] bytes) {
      return bytes;
    }
    throw new CacheException(
        "a row without key or value was not written by a cache: is its table used for something else?");
  }

  private List<byte[]> encodeKeys(Set<? extends K> keys) {
    checkOpen();
    List<byte[]> encoded = new ArrayList<>(keys.size());
    for (K key : keys) {
      encoded.add(encodeKey(key));
    }
    return encoded;
  }

  private byte[] encodeKey(K key) {
    checkOpen();
    return codec.encodeKey(checked(key, configuration.getKeyType(), "key"));
  }

  private byte[] encodeValue(V value) {
    return codec.encodeValue(checked(value, configuration.getValueType(), "value"));
  }

  private K decodeKey(byte[] bytes) {
    return configuration.getKeyType().cast(codec.decode(bytes));
  }

  private V decodeValue(byte[] bytes) {
    return configuration.getValueType().cast(codec.decode(bytes));
  }

  private static Object checked(@Nullable Object object, Class<?> type, String what) {
    Objects.requireNonNull(object, what);
    if (!type.isInstance(object)) {
      throw new ClassCastException(
          "the cache's "
              + what
              + "s are "
              + type.getName()
              + ", not "
              + object.getClass().getName());
    }
    return object;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("cache " + name + " is closed");
    }
  }
}

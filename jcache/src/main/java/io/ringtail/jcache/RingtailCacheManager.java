// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.jcache.cache.Calls;
import io.ringtail.jcache.cache.EntryStore;
import io.ringtail.jcache.cache.RingtailCache;
import io.ringtail.jcache.codec.CacheCodec;
import io.ringtail.jcache.codec.JavaSerialization;
import io.ringtail.jcache.configuration.CacheAddress;
import io.ringtail.jcache.configuration.CacheTableName;
import io.ringtail.jcache.configuration.FixedConfiguration;
import io.ringtail.jcache.expiry.EntryExpiry;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.type.ScalarType;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one cluster and keyspace, over one session. It knows the caches that were made
 * through it; making one that another client made before attaches to its table. Thread-safe: the
 * map of caches is guarded by its own lock.
 */
final class RingtailCacheManager implements CacheManager {
  private static final String KEY_COLUMN = "key";
  private static final String VALUE_COLUMN = "value";

  private final CachingProvider provider;
  private final URI uri;
  private final ClassLoader loader;
  private final Properties properties;
  private final CacheAddress address;
  private final Session session;
  private final CacheCodec codec;
  private final Clock clock;
  private final Runnable onClose;
  private final Map<String, RingtailCache<?, ?>> caches = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Takes over a session, which ends with the manager.
   *
   * @param home the manager's place among its provider's
   * @param onClose called once, when the manager is closed
   */
  RingtailCacheManager(
      Home home, CacheAddress address, Session session, Clock clock, Runnable onClose) {
    this.provider = home.provider();
    this.uri = home.uri();
    this.loader = home.loader();
    this.properties = home.properties();
    this.address = address;
    this.session = session;
    this.codec = new CacheCodec(new JavaSerialization(address.serializationFilter(), loader));
    this.clock = clock;
    this.onClose = onClose;
  }

  /** What identifies a manager among all: the standard wants each of these back. */
  record Home(CachingProvider provider, URI uri, ClassLoader loader, Properties properties) {}

  @Override
  public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(
      String cacheName, C configuration) {
    Objects.requireNonNull(cacheName, "cacheName");
    FixedConfiguration<K, V> fixed =
        FixedConfiguration.of(Objects.requireNonNull(configuration, "configuration"));
    EntryExpiry expiry = new EntryExpiry(fixed.getExpiryPolicyFactory().create());
    TableName table = CacheTableName.of(address.keyspace(), cacheName);
    synchronized (caches) {
      checkOpen();
      if (caches.containsKey(cacheName)) {
        throw new CacheException("cache " + cacheName + " exists already");
      }
      EntryStore store = new EntryStore(openTable(table), address.requests(), expiry, clock);
      RingtailCache<K, V> cache =
          new RingtailCache<>(cacheName, this, fixed, store, codec, () -> forget(cacheName));
      caches.put(cacheName, cache);
      return cache;
    }
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the standard answers null where there is no cache, and its interface cannot say
  // so
  public <K, V> Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(valueType, "valueType");
    RingtailCache<?, ?> cache = find(cacheName);
    if (cache == null) {
      return null;
    }
    cache.checkTypes(keyType, valueType);
    return cast(cache);
  }

  @Override
  @SuppressWarnings("NullAway") // as above
  public <K, V> Cache<K, V> getCache(String cacheName) {
    RingtailCache<?, ?> cache = find(cacheName);
    return cache == null ? null : cast(cache);
  }

  @Override
  public Iterable<String> getCacheNames() {
    synchronized (caches) {
      checkOpen();
      return List.copyOf(caches.keySet());
    }
  }

  /** Closes a cache of this manager and drops its table, with its entries, for all clients. */
  @Override
  public void destroyCache(String cacheName) {
    RingtailCache<?, ?> cache = find(cacheName);
    if (cache != null) {
      cache.close();
      TableName table = CacheTableName.of(address.keyspace(), cacheName);
      Calls.await(session.change(new SchemaChange.DropTable(table, true)));
    }
  }

  @Override
  public void enableManagement(String cacheName, boolean enabled) {
    requireCache(cacheName);
    FixedConfiguration.refuse(enabled, "enableManagement");
  }

  @Override
  public void enableStatistics(String cacheName, boolean enabled) {
    requireCache(cacheName);
    FixedConfiguration.refuse(enabled, "enableStatistics");
  }

  @Override
  public CachingProvider getCachingProvider() {
    return provider;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public ClassLoader getClassLoader() {
    return loader;
  }

  @Override
  public Properties getProperties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public void close() {
    List<RingtailCache<?, ?>> open;
    synchronized (caches) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(caches.values());
    }
    open.forEach(RingtailCache::close);
    onClose.run();
    session.close();
  }

  @Override
  public boolean isClosed() {
    synchronized (caches) {
      return closed;
    }
  }

  /** Gives the manager as one of its own types, or the driver's {@link Session} beneath. */
  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type == Session.class) {
      return type.cast(session);
    }
    throw new IllegalArgumentException("a cache manager cannot be seen as " + type.getName());
  }

  private KeyValueTable<byte[], byte[]> openTable(TableName table) {
    Calls.await(
        session.change(
            new SchemaChange.CreateTable(
                table,
                List.of(
                    new SchemaChange.ColumnDefinition(
                        KEY_COLUMN, ScalarType.VARBINARY, ColumnKind.PARTITION, false),
                    new SchemaChange.ColumnDefinition(
                        VALUE_COLUMN, ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
                TableOptions.DEFAULT,
                true)));
    try {
      return session.keyValueTable(table, byte[].class, byte[].class);
    } catch (RingtailException.InvalidRequest otherColumns) {
      throw new CacheException(
          "table " + table + " is no cache's table: give the cache another name or keyspace",
          otherColumns);
    }
  }

  private @Nullable RingtailCache<?, ?> find(String cacheName) {
    Objects.requireNonNull(cacheName, "cacheName");
    synchronized (caches) {
      checkOpen();
      return caches.get(cacheName);
    }
  }

  private void requireCache(String cacheName) {
    if (find(cacheName) == null) {
      throw new CacheException("there is no cache " + cacheName);
    }
  }

  private void forget(String cacheName) {
    synchronized (caches) {
      caches.remove(cacheName);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the cache manager of " + uri + " is closed");
    }
  }

  /** The standard leaves it to the caller to name the right types. */
  @SuppressWarnings("unchecked")
  private static <K, V> Cache<K, V> cast(RingtailCache<?, ?> cache) {
    return (Cache<K, V>) cache;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Vector;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

/**
 * YCSB over a cache whose values hold all fields of a record. An update of one field reads the
 * record and puts it back whole, as an application of a cache would; two updates of one record at
 * once may lose one of them. One instance for each of YCSB's threads; all share the provider's one
 * manager.
 */
public final class JCacheBinding extends DB {
  static final String CACHE = "ycsb_cache";

  private @Nullable Cache<String, byte[]> cache;

  @Override
  public void init() {
    BindingSettings settings = BindingSettings.of(getProperties());
    CacheManager manager = manager(settings.url());
    synchronized (JCacheBinding.class) {
      Cache<String, byte[]> known = manager.getCache(CACHE, String.class, byte[].class);
      cache = known == null ? create(manager) : known;
    }
  }

  static CacheManager manager(String url) {
    return Caching.getCachingProvider("io.ringtail.jcache.RingtailCachingProvider")
        .getCacheManager(URI.create(url), JCacheBinding.class.getClassLoader());
  }

  static Cache<String, byte[]> create(CacheManager manager) {
    return manager.createCache(
        CACHE, new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
  }

  @Override
  public Status read(
      String tableName,
      String key,
      @Nullable Set<String> fields,
      Map<String, ByteIterator> result) {
    try {
      byte[] record = cache().get(key);
      if (record == null) {
        return Status.NOT_FOUND;
      }
      RecordFields.decode(record)
          .forEach((field, value) -> {
            if (fields == null || fields.contains(field)) {
              result.put(field, new StringByteIterator(value));
            }
          });
      return Status.OK;
    } catch (CacheException failure) {
      return Failures.status(failure);
    }
  }

  /** A cache has no order: the run refuses the workload that scans before it starts. */
  @Override
  @SuppressWarnings("NonApiType") // YCSB's signature
  public Status scan(
      String tableName,
      String startKey,
      int count,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    return Status.NOT_IMPLEMENTED;
  }

  @Override
  public Status update(String tableName, String key, Map<String, ByteIterator> values) {
    try {
      byte[] record = cache().get(key);
      Map<String, String> fields = record == null ? new HashMap<>() : RecordFields.decode(record);
      fields.putAll(StringByteIterator.getStringMap(values));
      cache().put(key, RecordFields.encode(fields));
      return Status.OK;
    } catch (CacheException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  public Status insert(String tableName, String key, Map<String, ByteIterator> values) {
    try {
      cache().put(key, RecordFields.encode(StringByteIterator.getStringMap(values)));
      return Status.OK;
    } catch (CacheException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  public Status delete(String tableName, String key) {
    try {
      cache().remove(key);
      return Status.OK;
    } catch (CacheException failure) {
      return Failures.status(failure);
    }
  }

  private Cache<String, byte[]> cache() {
    return Objects.requireNonNull(cache, "init() comes first");
  }
}

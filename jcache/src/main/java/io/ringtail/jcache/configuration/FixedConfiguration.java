// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.configuration;

import java.util.List;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cache, copied when the cache was made, so that nobody can change it under
 * the cache. Immutable.
 */
public final class FixedConfiguration<K, V> implements CompleteConfiguration<K, V> {
  private static final long serialVersionUID = 1;

  private final Class<K> keyType;
  private final Class<V> valueType;
  private final Factory<ExpiryPolicy> expiryPolicyFactory;

  private FixedConfiguration(CompleteConfiguration<K, V> given) {
    keyType = given.getKeyType();
    valueType = given.getValueType();
    expiryPolicyFactory = given.getExpiryPolicyFactory();
  }

  /**
   * Copies a configuration after checking that the cache can do all that it asks for.
   *
   * @throws UnsupportedOperationException naming what it cannot do
   */
  public static <K, V> FixedConfiguration<K, V> of(Configuration<K, V> given) {
    CompleteConfiguration<K, V> complete;
    if (given instanceof CompleteConfiguration<K, V> whole) {
      complete = whole;
    } else {
      complete =
          new MutableConfiguration<K, V>()
              .setTypes(given.getKeyType(), given.getValueType())
              .setStoreByValue(given.isStoreByValue());
    }
    refuse(!complete.isStoreByValue(), "store by reference");
    refuse(complete.isReadThrough(), "read-through");
    refuse(complete.isWriteThrough(), "write-through");
    refuse(complete.getCacheLoaderFactory() != null, "a cache loader");
    refuse(complete.getCacheWriterFactory() != null, "a cache writer");
    refuse(complete.isStatisticsEnabled(), "statistics");
    refuse(complete.isManagementEnabled(), "management");
    refuse(
        complete.getCacheEntryListenerConfigurations().iterator().hasNext(),
        "a cache entry listener");
    return new FixedConfiguration<>(complete);
  }

  /** Refuses a wish that Ringtail's caches do not fulfil yet. */
  public static void refuse(boolean wished, String what) {
    if (wished) {
      throw new UnsupportedOperationException(what + " is not supported");
    }
  }

  @Override
  public Class<K> getKeyType() {
    return keyType;
  }

  @Override
  public Class<V> getValueType() {
    return valueType;
  }

  @Override
  public boolean isStoreByValue() {
    return true;
  }

  @Override
  public boolean isReadThrough() {
    return false;
  }

  @Override
  public boolean isWriteThrough() {
    return false;
  }

  @Override
  public boolean isStatisticsEnabled() {
    return false;
  }

  @Override
  public boolean isManagementEnabled() {
    return false;
  }

  @Override
  public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
    return List.of();
  }

  @Override
  public @Nullable Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
    return null;
  }

  @Override
  public @Nullable Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
    return null;
  }

  @Override
  public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
    return expiryPolicyFactory;
  }
}

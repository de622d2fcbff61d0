// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.embedded.EmbeddedCluster;
import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Caches on three nodes in this JVM. */
final class CacheIT {
  private static final int ENTRIES = 1_500;
  private static final long EXPIRY_SECONDS_MAX = 20;

  private static EmbeddedCluster cluster;
  private static CacheManager manager;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.builder("cache-it").start();
    manager = manager("cache-it");
  }

  @AfterAll
  static void stop() {
    manager.close();
    cluster.close();
  }

  private static CacheManager manager(String clusterName) {
    return Caching.getCachingProvider("io.ringtail.jcache.RingtailCachingProvider")
        .getCacheManager(URI.create("ringtail:embedded:" + clusterName), null);
  }

  private static <V> MutableConfiguration<String, V> of(Class<V> valueType) {
    return new MutableConfiguration<String, V>().setTypes(String.class, valueType);
  }

  @Test
  void entriesAreSharedThroughTheClusterAndWalkedThrough() {
    Cache<String, Integer> cache = manager.createCache("Shared.Numbers", of(Integer.class));
    Map<String, Integer> entries = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.put("key-" + i, i);
    }
    cache.putAll(entries);
    assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
    assertThat(cache.get("key-7")).isEqualTo(7);
    assertThat(cache.remove("key-7")).isTrue();
    assertThat(cache.get("key-7")).isNull();
    cache.removeAll(Set.of("key-8", "key-9"));
    entries.keySet().removeAll(Set.of("key-7", "key-8", "key-9"));

    Map<String, Integer> walked = new HashMap<>();
    cache.forEach(entry -> walked.put(entry.getKey(), entry.getValue()));
    assertThat(walked).isEqualTo(entries);
    cache.clear();
    assertThat(cache.iterator().hasNext()).isFalse();
  }

  @Test
  void entriesExpireAtTheTimeOfTheirCreation() {
    Cache<String, BigDecimal> cache =
        manager.createCache(
            "expiring",
            of(BigDecimal.class)
                .setExpiryPolicyFactory(
                    CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 1_500))));
    cache.put("price", new BigDecimal("1.00"));
    cache.put("price", new BigDecimal("2.50"));
    assertThat(cache.get("price")).isEqualTo(new BigDecimal("2.50"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXPIRY_SECONDS_MAX);
    while (cache.containsKey("price")) {
      assertThat(System.nanoTime()).as("the entry never expires").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertThat(cache.getAll(Set.of("price"))).isEmpty();
  }

  @Test
  void cacheOutlivesItsManagerAndNotItsDestruction() {
    manager.createCache("kept", of(String.class)).put("a", "b");
    Cache<String, String> kept = manager.getCache("kept", String.class, String.class);
    kept.close();
    Cache<String, String> again = manager.createCache("kept", of(String.class));
    assertThat(again.get("a")).isEqualTo("b");
    manager.destroyCache("kept");
    assertThat(manager.createCache("kept", of(String.class)).get("a")).isNull();
  }

  @Test
  void clusterThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> manager("no-such-cluster"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("no-such-cluster");
  }
}

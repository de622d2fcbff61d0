// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.jcache.codec.CacheCodec;
import io.ringtail.jcache.codec.JavaSerialization;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.junit.jupiter.api.Test;

class RingtailCacheTest {
  private final FakeCluster cluster = new FakeCluster();
  private final CacheManager manager =
      new RingtailCachingProvider(cluster::open, cluster.time)
          .getCacheManager(URI.create("ringtail://127.0.0.1:7400"), null);
  private final Cache<String, Integer> cache = manager.createCache("numbers", configuration());

  private static MutableConfiguration<String, Integer> configuration() {
    return new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
  }

  private Cache<String, Integer> cacheWith(String name, ExpiryPolicy policy) {
    return manager.createCache(name, configuration().setExpiryPolicyFactory(() -> policy));
  }

  private FakeTable table(String name) {
    return Objects.requireNonNull(cluster.tables.get("default." + name), name);
  }

  @Test
  void whatIsPutIsFoundUntilItIsRemoved() {
    assertThat(cache.get("one")).isNull();
    cache.put("one", 1);
    cache.put("two", 2);
    cache.put("two", 22);
    assertThat(cache.get("two")).isEqualTo(22);
    assertThat(cache.containsKey("one")).isTrue();
    assertThat(cache.remove("one")).isTrue();
    assertThat(cache.remove("one")).isFalse();
    assertThat(cache.containsKey("one")).isFalse();
  }

  @Test
  void manyKeysAtOnce() {
    cache.putAll(Map.of("one", 1, "two", 2, "three", 3));
    assertThat(cache.getAll(Set.of("one", "three", "four")))
        .isEqualTo(Map.of("one", 1, "three", 3));
    cache.removeAll(Set.of("one", "four"));
    assertThat(cache.getAll(Set.of("one", "two", "three"))).isEqualTo(Map.of("two", 2, "three", 3));
    cache.putAll(Map.of());
    cache.removeAll(Set.of());
    assertThat(cache.getAll(Set.of())).isEmpty();
  }

  @Test
  void iteratorSeesEveryEntryAndRemoves() {
    cache.putAll(Map.of("one", 1, "two", 2, "three", 3, "four", 4, "five", 5));
    List<Integer> seen = new ArrayList<>();
    Iterator<Cache.Entry<String, Integer>> entries = cache.iterator();
    assertThatThrownBy(entries::remove).isInstanceOf(IllegalStateException.class);
    while (entries.hasNext()) {
      Cache.Entry<String, Integer> entry = entries.next();
      seen.add(entry.getValue());
      if (entry.getValue() % 2 == 0) {
        entries.remove();
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(table("numbers").size()).isEqualTo(3);
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void clearAndRemoveAllLeaveNothing() {
    cache.putAll(Map.of("one", 1, "two", 2, "three", 3));
    cache.clear();
    assertThat(table("numbers").size()).isZero();
    cache.put("one", 1);
    cache.removeAll();
    assertThat(table("numbers").size()).isZero();
  }

  @Test
  void valuesAreCopies() {
    Cache<String, byte[]> bytes =
        manager.createCache(
            "bytes",
            new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
    byte[] value = {1};
    bytes.put("key", value);
    value[0] = 2;
    assertThat(bytes.get("key")).containsExactly(1);
    bytes.get("key")[0] = 3;
    assertThat(bytes.get("key")).containsExactly(1);
  }

  @Test
  void creationExpiryIsNotMovedByUpdates() {
    Cache<String, Integer> expiring =
        cacheWith("created", new CreatedExpiryPolicy(new Duration(MILLISECONDS, 100)));
    expiring.put("one", 1);
    cluster.time.millis += 60;
    expiring.put("one", 2);
    expiring.putAll(Map.of("one", 3, "two", 2));
    cluster.time.millis += 39;
    assertThat(expiring.get("one")).isEqualTo(3);
    cluster.time.millis += 1;
    assertThat(expiring.get("one")).isNull();
    assertThat(expiring.get("two")).isEqualTo(2);
    expiring.put("one", 4);
    cluster.time.millis += 99;
    assertThat(expiring.get("one")).isEqualTo(4);
  }

  @Test
  void updateExpiryIsMovedByEachWriteWithoutReading() {
    Cache<String, Integer> expiring =
        cacheWith("modified", new ModifiedExpiryPolicy(new Duration(MILLISECONDS, 100)));
    expiring.put("one", 1);
    cluster.time.millis += 60;
    expiring.put("one", 2);
    assertThat(table("modified").reads).isZero();
    cluster.time.millis += 99;
    assertThat(expiring.get("one")).isEqualTo(2);
    cluster.time.millis += 1;
    assertThat(expiring.get("one")).isNull();
  }

  @Test
  void zeroDurationStoresNothingAndRemoves() {
    Cache<String, Integer> expiring = cacheWith("zero", new CreatedExpiryPolicy(Duration.ZERO));
    expiring.put("one", 1);
    expiring.putAll(Map.of("two", 2));
    assertThat(table("zero").size()).isZero();
  }

  @Test
  void nullsAndWrongTypesAreRefused() {
    @SuppressWarnings("unchecked")
    Cache<Object, Object> untyped = (Cache<Object, Object>) (Cache<?, ?>) cache;
    assertThatThrownBy(() -> untyped.put(1, 1)).isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> untyped.put("one", "1"))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("java.lang.Integer");
    assertThatThrownBy(() -> untyped.put(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> untyped.put("one", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> untyped.get(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void closedCacheRefusesEverything() {
    cache.close();
    assertThat(cache.isClosed()).isTrue();
    assertThatThrownBy(() -> cache.get("one")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cache.getAll(Set.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cache::iterator).isInstanceOf(IllegalStateException.class);
    cache.close();
    assertThat(manager.getCacheNames()).isEmpty();
  }

  @Test
  void missingOperationsSayTheirNames() {
    assertThatThrownBy(() -> cache.putIfAbsent("one", 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("putIfAbsent is not supported");
    assertThatThrownBy(() -> cache.invoke("one", (entry, arguments) -> null))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("invoke");
    assertThatThrownBy(() -> cache.replace("one", 1, 2))
        .hasMessageContaining("replace(key, oldValue, newValue)");
  }

  @Test
  void driverErrorsTellWhetherTheWriteMayBeThere() {
    cluster.failure = new RingtailException.WriteTimeout("1 of 2 acknowledged");
    assertThatThrownBy(() -> cache.put("one", 1))
        .isInstanceOf(CacheException.class)
        .hasMessage("1 of 2 acknowledged (may have taken effect)")
        .hasCauseInstanceOf(RingtailException.WriteTimeout.class);
    cluster.failure = new RingtailException.Unavailable("1 of 3 replicas is up");
    assertThatThrownBy(() -> cache.get("one")).hasMessageContaining("nothing was changed");
  }

  @Test
  void strangeRowsAreReportedAsSuch() {
    @SuppressWarnings("unchecked")
    KeyValueTable<byte[], byte[]> beneath = cache.unwrap(KeyValueTable.class);
    cache.put("one", 1);
    byte[] key =
        new CacheCodec(new JavaSerialization(null, getClass().getClassLoader())).encodeKey("one");
    beneath.put(key, new byte[] {7, 7});
    assertThatThrownBy(() -> cache.get("one"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("not written by a cache");
  }
}

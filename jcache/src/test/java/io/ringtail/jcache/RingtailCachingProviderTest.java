// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.configuration.OptionalFeature;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Test;

class RingtailCachingProviderTest {
  private static final URI HERE = URI.create("ringtail://127.0.0.1:7400/shop?level=all");

  private final FakeCluster cluster = new FakeCluster();
  private final RingtailCachingProvider provider =
      new RingtailCachingProvider(cluster::open, cluster.time);

  private static MutableConfiguration<Object, Object> anything() {
    return new MutableConfiguration<>();
  }

  @Test
  void serviceLoaderFindsTheProvider() {
    assertThat(Caching.getCachingProvider()).isInstanceOf(RingtailCachingProvider.class);
  }

  @Test
  void managersAreOneForEachUriAndLoader() {
    CacheManager manager = provider.getCacheManager(HERE, null);
    assertThat(provider.getCacheManager(HERE, null)).isSameAs(manager);
    assertThat(provider.getCacheManager()).isNotSameAs(manager);
    assertThat(manager.getURI()).isEqualTo(HERE);
    assertThat(cluster.sessionsOpen).isEqualTo(2);
    manager.close();
    assertThat(manager.isClosed()).isTrue();
    assertThat(provider.getCacheManager(HERE, null)).isNotSameAs(manager);
    provider.close();
    assertThat(cluster.sessionsOpen).isZero();
  }

  @Test
  void cachesLiveInTheKeyspaceOfTheUri() {
    Cache<Object, Object> cache =
        provider.getCacheManager(HERE, null).createCache("My.Cache_1", anything());
    assertThat(cluster.tables).containsOnlyKeys("shop._4dy_2e_43ache__1");
    cache.put(1, "one");
    assertThat(cache.get(1)).isEqualTo("one");
    cache.get(2);
    FakeTable table = cluster.tables.values().iterator().next();
    assertThat(table.lastOptions.level()).isEqualTo(Level.ALL);
  }

  @Test
  void destroyedCacheLosesItsTable() {
    CacheManager manager = provider.getCacheManager(HERE, null);
    Cache<Object, Object> cache = manager.createCache("gone", anything());
    manager.destroyCache("gone");
    manager.destroyCache("never_was");
    assertThat(cache.isClosed()).isTrue();
    assertThat(cluster.tables).isEmpty();
    Cache<Object, Object> none = manager.getCache("gone");
    assertThat(none).isNull();
  }

  @Test
  void closingAManagerKeepsItsTables() {
    CacheManager manager = provider.getCacheManager(HERE, null);
    manager.createCache("kept", anything()).put("a", "b");
    manager.close();
    Cache<Object, Object> again =
        provider.getCacheManager(HERE, null).createCache("kept", anything());
    assertThat(again.get("a")).isEqualTo("b");
    assertThatThrownBy(manager::getCacheNames).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cachesAreFoundByNameAndTypes() {
    CacheManager manager = provider.getCacheManager(HERE, null);
    Cache<String, Integer> made =
        manager.createCache(
            "typed",
            new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class));
    assertThat(manager.getCache("typed", String.class, Integer.class)).isSameAs(made);
    assertThatThrownBy(() -> manager.getCache("typed", String.class, Long.class))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("java.lang.Long");
    assertThatThrownBy(() -> manager.createCache("typed", anything()))
        .isInstanceOf(CacheException.class);
    assertThat(manager.getCacheNames()).containsExactly("typed");
  }

  @Test
  void wishesThatCannotBeFulfilledAreRefusedByName() {
    CacheManager manager = provider.getCacheManager(HERE, null);
    assertThatThrownBy(() -> manager.createCache("a", anything().setStatisticsEnabled(true)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("statistics");
    assertThatThrownBy(() -> manager.createCache("a", anything().setReadThrough(true)))
        .hasMessageContaining("read-through");
    assertThatThrownBy(() -> manager.createCache("a", anything().setStoreByValue(false)))
        .hasMessageContaining("store by reference");
    assertThatThrownBy(() ->
            manager.createCache(
                "a",
                anything()
                    .setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(Duration.ONE_DAY))))
        .hasMessageContaining("expiry on access");
    manager.createCache("b", anything());
    manager.enableStatistics("b", false);
    assertThatThrownBy(() -> manager.enableManagement("b", true))
        .hasMessageContaining("enableManagement");
    assertThat(provider.isSupported(OptionalFeature.STORE_BY_REFERENCE)).isFalse();
    assertThat(cluster.tables).containsOnlyKeys("shop.b");
  }

  @Test
  void tablesThatAreNoCachesAreRefused() {
    FakeTable other = new FakeTable(cluster);
    other.otherColumns = true;
    cluster.tables.put("shop.orders", other);
    assertThatThrownBy(() -> provider.getCacheManager(HERE, null).createCache("orders", anything()))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("shop.orders");
  }

  @Test
  @SuppressWarnings("unchecked") // the standard's own signature
  void configurationIsACopy() {
    MutableConfiguration<Object, Object> given = anything();
    Cache<Object, Object> cache = provider.getCacheManager(HERE, null).createCache("copied", given);
    given.setStatisticsEnabled(true);
    CompleteConfiguration<Object, Object> kept =
        cache.getConfiguration(CompleteConfiguration.class);
    assertThat(kept.isStatisticsEnabled()).isFalse();
    assertThat(kept.isStoreByValue()).isTrue();
  }

  @Test
  void badUrisAndPropertiesSayWhatToDo() {
    assertThatThrownBy(() -> provider.getCacheManager(URI.create("http://x"), null))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("ringtail://host:port");
    assertThatThrownBy(() -> provider.getCacheManager(URI.create("ringtail://x?level=most"), null))
        .hasMessageContaining("QUORUM");
    Properties unknown = new Properties();
    unknown.setProperty("ringtail.levle", "ONE");
    assertThatThrownBy(() -> provider.getCacheManager(HERE, null, unknown))
        .hasMessageContaining("levle")
        .hasMessageContaining("timeoutMillis");
    assertThat(cluster.sessionsOpen).isZero();
  }

  @Test
  void whatARequestMayCostIsAParameter() {
    provider.getCacheManager(
        URI.create(
            "ringtail://x?retries=3&speculationShare=0.25&traceShare=1&timeoutMillis=700&level=one"),
        null);
    SessionOptions options = Objects.requireNonNull(cluster.lastOptions);
    assertThat(options.requestDefaults())
        .isEqualTo(new RequestOptions(Level.ONE, java.time.Duration.ofMillis(700)).withRetries(3));
    assertThat(options.speculationShare()).isEqualTo(0.25);
    assertThat(options.traceShare()).isEqualTo(1);
    for (String bad : new String[] {"retries=-1", "speculationShare=2", "traceShare=some"}) {
      assertThatThrownBy(() -> provider.getCacheManager(URI.create("ringtail://x?" + bad), null))
          .isInstanceOf(CacheException.class)
          .hasMessageContaining(bad.substring(bad.indexOf('=') + 1));
    }
  }

  @Test
  void embeddedUrisNameTheirCluster() {
    CacheManager manager =
        provider.getCacheManager(URI.create("ringtail:embedded:demo/default?data=/tmp/x"), null);
    SessionOptions options = Objects.requireNonNull(cluster.lastOptions);
    assertThat(options.embeddedName()).isEqualTo("demo");
    assertThat(options.embeddedData()).hasToString("/tmp/x");
    assertThat(manager.unwrap(Session.class)).isNotNull();
  }
}

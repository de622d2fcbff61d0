// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;

/** Keeps names of characters in a cache that every client of the cluster shares. */
final class UseCache implements TourStep {
  private static final int ENTRIES = 1_000;
  private static final int READS = 500;

  @Override
  public String title() {
    return "Sharing a cache, through JCache";
  }

  @Override
  public void run(Tour tour) {
    try (CacheManager manager =
        Caching.getCachingProvider("io.ringtail.jcache.RingtailCachingProvider")
            .getCacheManager(URI.create(tour.cacheUri()), UseCache.class.getClassLoader())) {
      Cache<String, Integer> cache =
          manager.createCache(
              "Code points by name",
              new MutableConfiguration<String, Integer>()
                  .setTypes(String.class, Integer.class)
                  .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
      List<CodePoint> some = CodePoint.all().subList(0, ENTRIES);
      Map<String, Integer> entries = new LinkedHashMap<>();
      some.forEach(codePoint -> entries.put(codePoint.name(), codePoint.value()));
      cache.putAll(entries);
      long startNanos = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        CodePoint codePoint = some.get(i * 7 % some.size());
        Integer found = cache.get(codePoint.name());
        Tour.check(
            found != null && found == codePoint.value(),
            "the cache maps " + codePoint.name() + " to " + found);
      }
      double micros = (System.nanoTime() - startNanos) / 1e3 / READS;
      Tour.check(
          cache.get("NO SUCH CHARACTER") == null, "the cache knows a character that was never put");
      tour.terminal()
          .good(
              Figures.format(entries.size())
                  + " entries put for an hour; a get takes "
                  + Figures.micros(micros)
                  + " and asks two replicas");
    }
  }
}

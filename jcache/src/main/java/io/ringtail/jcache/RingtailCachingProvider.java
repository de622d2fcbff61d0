// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionFactory;
import io.ringtail.jcache.cache.Calls;
import io.ringtail.jcache.configuration.CacheAddress;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.SystemClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The way in for {@code javax.cache}: makes one cache manager for each URI and class loader, with a
 * session of its own. Thread-safe: the map of managers is guarded by its own lock.
 */
public final class RingtailCachingProvider implements CachingProvider {
  private final SessionFactory sessions;
  private final Clock clock;
  private final Map<Place, RingtailCacheManager> managers = new HashMap<>();

  /** For the service loader; touches nothing. */
  public RingtailCachingProvider() {
    this(Ringtail::open, SystemClock.INSTANCE);
  }

  RingtailCachingProvider(SessionFactory sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Where a manager stands among the provider's. */
  private record Place(URI uri, ClassLoader loader) {}

  @Override
  public CacheManager getCacheManager(
      @Nullable URI uri, @Nullable ClassLoader loader, @Nullable Properties properties) {
    Place place =
        new Place(
            uri == null ? getDefaultURI() : uri, loader == null ? getDefaultClassLoader() : loader);
    synchronized (managers) {
      RingtailCacheManager known = managers.get(place);
      if (known != null) {
        return known;
      }
      RingtailCacheManager manager =
          open(place, properties == null ? new Properties() : properties);
      managers.put(place, manager);
      return manager;
    }
  }

  @Override
  public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader loader) {
    return getCacheManager(uri, loader, getDefaultProperties());
  }

  @Override
  public CacheManager getCacheManager() {
    return getCacheManager(getDefaultURI(), getDefaultClassLoader());
  }

  @Override
  public ClassLoader getDefaultClassLoader() {
    return RingtailCachingProvider.class.getClassLoader();
  }

  @Override
  public URI getDefaultURI() {
    return CacheAddress.DEFAULT;
  }

  @Override
  public Properties getDefaultProperties() {
    return new Properties();
  }

  @Override
  public boolean isSupported(OptionalFeature feature) {
    return switch (feature) {
      case STORE_BY_REFERENCE -> false;
    };
  }

  @Override
  public void close() {
    closeWhere(place -> true);
  }

  @Override
  public void close(@Nullable ClassLoader loader) {
    ClassLoader meant = loader == null ? getDefaultClassLoader() : loader;
    closeWhere(place -> place.loader().equals(meant));
  }

  @Override
  public void close(@Nullable URI uri, @Nullable ClassLoader loader) {
    Place meant =
        new Place(
            uri == null ? getDefaultURI() : uri, loader == null ? getDefaultClassLoader() : loader);
    closeWhere(meant::equals);
  }

  private RingtailCacheManager open(Place place, Properties properties) {
    CacheAddress address;
    try {
      address = CacheAddress.of(place.uri(), properties);
    } catch (IllegalArgumentException e) {
      throw new CacheException(e.getMessage(), e);
    }
    Properties copy = new Properties();
    copy.putAll(properties);
    Session session = Calls.await(sessions.open(address.session()));
    RingtailCacheManager.Home home =
        new RingtailCacheManager.Home(this, place.uri(), place.loader(), copy);
    return new RingtailCacheManager(home, address, session, clock, () -> forget(place));
  }

  private void forget(Place place) {
    synchronized (managers) {
      managers.remove(place);
    }
  }

  private void closeWhere(Predicate<Place> meant) {
    List<RingtailCacheManager> closing = new ArrayList<>();
    synchronized (managers) {
      managers.forEach((place, manager) -> {
        if (meant.test(place)) {
          closing.add(manager);
        }
      });
    }
    closing.forEach(RingtailCacheManager::close);
  }
}

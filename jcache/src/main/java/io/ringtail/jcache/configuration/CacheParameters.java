// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.configuration;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.SessionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a cache manager. Immutable.
 *
 * @param data folder of the embedded node to start; null to attach to a cluster that runs
 * @param dataCenter where the application is; null for that of the first host
 * @param rack where it is in its data center; null for nowhere
 * @param routing who coordinates requests
 * @param speculationShare how many reads may be asked of one more replica because another is late
 * @param traceShare how many requests are traced to the log
 */
record CacheParameters(
    RequestOptions requests,
    @Nullable Path data,
    @Nullable String serializationFilter,
    @Nullable String dataCenter,
    @Nullable String rack,
    Routing routing,
    double speculationShare,
    double traceShare) {
  private static final String PROPERTY_PREFIX = "ringtail.";
  private static final String LEVEL = "level";
  private static final String TIMEOUT_MILLIS = "timeoutMillis";
  private static final String RETRIES = "retries";
  private static final String SPECULATION_SHARE = "speculationShare";
  private static final String TRACE_SHARE = "traceShare";
  private static final String DATA = "data";
  private static final String SERIALIZATION_FILTER = "serializationFilter";
  private static final String DATA_CENTER = "dataCenter";
  private static final String RACK = "rack";
  private static final String ROUTING = "routing";
  private static final List<String> KNOWN =
      List.of(
          LEVEL,
          TIMEOUT_MILLIS,
          RETRIES,
          SPECULATION_SHARE,
          TRACE_SHARE,
          DATA,
          SERIALIZATION_FILTER,
          DATA_CENTER,
          RACK,
          ROUTING);

  /** Properties first, then the URI's query over them; keys that nobody knows are refused. */
  static CacheParameters of(String query, Properties properties) {
    Map<String, String> given = new HashMap<>();
    Set<String> names = properties.stringPropertyNames();
    for (String name : names) {
      if (name.startsWith(PROPERTY_PREFIX)) {
        given.put(known(name.substring(PROPERTY_PREFIX.length())), properties.getProperty(name));
      }
    }
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("not a parameter: '" + pair + "'; write name=value");
      }
      given.put(known(pair.substring(0, equals)), pair.substring(equals + 1));
    }
    String data = given.get(DATA);
    return new CacheParameters(
        requests(given),
        data == null ? null : Path.of(data),
        given.get(SERIALIZATION_FILTER),
        given.get(DATA_CENTER),
        given.get(RACK),
        routing(given.getOrDefault(ROUTING, Routing.REPLICAS.name())),
        share(given, SPECULATION_SHARE, SessionOptions.SPECULATION_SHARE_DEFAULT),
        share(given, TRACE_SHARE, 0));
  }

  private static Routing routing(String text) {
    try {
      return Routing.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "unknown routing '" + text + "'; there are " + Arrays.toString(Routing.values()), e);
    }
  }

  private static RequestOptions requests(Map<String, String> given) {
    RequestOptions requests = RequestOptions.DEFAULT;
    String level = given.get(LEVEL);
    if (level != null) {
      requests = requests.withLevel(level(level));
    }
    String timeout = given.get(TIMEOUT_MILLIS);
    if (timeout != null) {
      requests = requests.withTimeout(timeout(timeout));
    }
    String retries = given.get(RETRIES);
    if (retries != null) {
      requests = requests.withRetries(retries(retries));
    }
    return requests;
  }

  private static String known(String name) {
    if (!KNOWN.contains(name)) {
      throw new IllegalArgumentException(
          "unknown parameter '" + name + "'; there are " + String.join(", ", KNOWN));
    }
    return name;
  }

  private static Level level(String text) {
    try {
      return Level.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "unknown level '" + text + "'; there are " + Arrays.toString(Level.values()), e);
    }
  }

  private static int retries(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a number of retries: '" + text + "'; write a whole number, 0 for none", e);
    }
  }

  private static double share(Map<String, String> given, String name, double otherwise) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      share = Double.NaN;
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is a number from 0 to 1, not '" + text + "'");
    }
    return share;
  }

  private static Duration timeout(String text) {
    try {
      return Duration.ofMillis(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not a timeout in milliseconds: '" + text + "'; write a whole number", e);
    }
  }
}

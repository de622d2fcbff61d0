// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.TableName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads URLs.
 *
 * <pre>
 * jdbc:ringtail://host:port,host/keyspace?level=QUORUM&amp;fullScans=allow
 * jdbc:ringtail:embedded:NAME/keyspace?data=PATH
 * </pre>
 */
public final class ConnectionUrl {
  public static final String PREFIX = "jdbc:ringtail:";

  private static final String NETWORK = "//";
  private static final String EMBEDDED = "embedded:";
  private static final int FETCH_SIZE_MAX = 100_000;
  private static final int LANES_MAX = 1_024;

  private final String url;
  private final Map<ConnectionOption, String> options = new EnumMap<>(ConnectionOption.class);

  private ConnectionUrl(String url) {
    this.url = url;
  }

  /** Whether the URL is for this driver. */
  public static boolean accepts(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * The settings that a URL and properties say; the URL wins. Properties with other names are not
   * for this driver and ignored; in the URL they are an error.
   *
   * @throws SQLException 08001 with what is wrong with it
   */
  public static ConnectionSettings parse(String url, Properties properties) throws SQLException {
    return new ConnectionUrl(url).parse(properties);
  }

  private ConnectionSettings parse(Properties properties) throws SQLException {
    for (String name : properties.stringPropertyNames()) {
      ConnectionOption.of(name)
          .ifPresent(option -> options.put(option, properties.getProperty(name)));
    }
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    if (question >= 0) {
      readQuery(rest.substring(question + 1));
      rest = rest.substring(0, question);
    }
    boolean network = rest.startsWith(NETWORK);
    if (!network && !rest.startsWith(EMBEDDED)) {
      throw wrong("after " + PREFIX + " comes //host:port or embedded:NAME");
    }
    rest = rest.substring(network ? NETWORK.length() : EMBEDDED.length());
    int slash = rest.indexOf('/');
    String place = slash < 0 ? rest : rest.substring(0, slash);
    SessionOptions session =
        (network ? network(place) : embedded(place))
            .withLanes(number(ConnectionOption.LANES, 0, LANES_MAX))
            .withClientName(value(ConnectionOption.CLIENT_NAME))
            .withLocation(
                textOrNull(ConnectionOption.DATA_CENTER), textOrNull(ConnectionOption.RACK))
            .withRouting(Routing.valueOf(choice(ConnectionOption.ROUTING).toUpperCase(Locale.ROOT)))
            .withSpeculationShare(share(ConnectionOption.SPECULATION_SHARE))
            .withTraceShare(share(ConnectionOption.TRACE_SHARE));
    return new ConnectionSettings(
        session,
        request(),
        keyspace(slash < 0 ? "" : rest.substring(slash + 1)),
        choice(ConnectionOption.FULL_SCANS).equals("allow"),
        choice(ConnectionOption.BATCHES).equals("logged"),
        number(ConnectionOption.FETCH_SIZE, 1, FETCH_SIZE_MAX));
  }

  private void readQuery(String query) throws SQLException {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw wrong("'" + pair + "' has no value; write name=value");
      }
      String key = pair.substring(0, equals);
      ConnectionOption option =
          ConnectionOption.of(key)
              .orElseThrow(() ->
                  wrong(
                      "there is no property '"
                          + key
                          + "'; did you mean '"
                          + ConnectionOption.nearest(key)
                          + "'?"));
      options.put(option, decode(pair.substring(equals + 1)));
    }
  }

  private String decode(String text) throws SQLException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("'" + text + "' is no value: " + e.getMessage());
    }
  }

  private SessionOptions network(String place) throws SQLException {
    if (!value(ConnectionOption.DATA).isEmpty()) {
      throw wrong("data is for embedded clusters: " + PREFIX + EMBEDDED + "NAME?data=PATH");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String host : place.split(",", -1)) {
      try {
        endpoints.add(Endpoint.parse(host));
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    return SessionOptions.of(endpoints);
  }

  private SessionOptions embedded(String name) throws SQLException {
    if (name.isEmpty()) {
      throw wrong("the embedded cluster has no name: " + PREFIX + EMBEDDED + "NAME");
    }
    String data = value(ConnectionOption.DATA);
    try {
      return SessionOptions.embedded(name, data.isEmpty() ? null : Path.of(data));
    } catch (InvalidPathException e) {
      throw wrong("'" + data + "' is no path: " + e.getReason());
    }
  }

  private RequestOptions request() throws SQLException {
    int timeoutMillis = number(ConnectionOption.TIMEOUT_MILLIS, 1, Integer.MAX_VALUE);
    return new RequestOptions(
            Level.valueOf(choice(ConnectionOption.LEVEL)), Duration.ofMillis(timeoutMillis))
        .withRetries(number(ConnectionOption.RETRIES, 0, Integer.MAX_VALUE));
  }

  private String keyspace(String name) throws SQLException {
    if (name.isEmpty()) {
      return Keyspace.DEFAULT;
    }
    try {
      return TableName.identifier(name);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String textOrNull(ConnectionOption option) {
    String value = value(option);
    return value.isEmpty() ? null : value;
  }

  private String value(ConnectionOption option) {
    return options.getOrDefault(option, option.otherwise());
  }

  private String choice(ConnectionOption option) throws SQLException {
    String value = value(option);
    return option.choices().stream()
        .filter(choice -> choice.equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () -> wrong(option.key() + " is one of " + option.choices() + ", not '" + value + "'"));
  }

  private int number(ConnectionOption option, int min, int max) throws SQLException {
    String value = value(option);
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(option.key() + " is a whole number, not '" + value + "'");
    }
    throw wrong(option.key() + " is " + min + " to " + max + ", not " + value);
  }

  private double share(ConnectionOption option) throws SQLException {
    String value = value(option);
    try {
      double share = Double.parseDouble(value);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw wrong(option.key() + " is a number, not '" + value + "'");
    }
    throw wrong(option.key() + " is 0 to 1, not " + value);
  }

  private SQLException wrong(String reason) {
    return SqlState.BAD_URL.exception("bad URL " + url + ": " + reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.configuration;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.TableName;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache manager's caches live and how they are asked, as its URI and properties say.
 * Immutable.
 *
 * <p>A URI is {@code ringtail://host:port,host:port/keyspace?level=QUORUM} or {@code
 * ringtail:embedded:NAME/keyspace?level=QUORUM}; keyspace and parameters may be left out. What the
 * URI does not say, properties may, under the same names behind {@code ringtail.}
 *
 * @param keyspace holds one table for each cache
 * @param serializationFilter the classes that Java serialization may use; null for none
 */
public record CacheAddress(
    SessionOptions session, String keyspace, @Nullable String serializationFilter) {
  /** The URI that is meant where none is given. */
  public static final URI DEFAULT =
      URI.create("ringtail://127.0.0.1:" + Endpoint.PORT_DEFAULT + "/" + Keyspace.DEFAULT);

  private static final String SCHEME = "ringtail";
  private static final String EMBEDDED = "embedded:";
  private static final String NETWORK = "//";

  /**
   * Reads a manager's URI and properties.
   *
   * @throws IllegalArgumentException with what to write instead
   */
  public static CacheAddress of(URI uri, Properties properties) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw notAnAddress(uri);
    }
    String specific = uri.getSchemeSpecificPart();
    int question = specific.indexOf('?');
    String place = question < 0 ? specific : specific.substring(0, question);
    String query = question < 0 ? "" : specific.substring(question + 1);
    CacheParameters parameters = CacheParameters.of(query, properties);

    boolean embedded = place.startsWith(EMBEDDED);
    if (!embedded && !place.startsWith(NETWORK)) {
      throw notAnAddress(uri);
    }
    String rest = place.substring(embedded ? EMBEDDED.length() : NETWORK.length());
    int slash = rest.indexOf('/');
    String where = slash < 0 ? rest : rest.substring(0, slash);
    String keyspace =
        slash < 0 || slash == rest.length() - 1 ? Keyspace.DEFAULT : rest.substring(slash + 1);
    if (where.isEmpty()) {
      throw notAnAddress(uri);
    }
    SessionOptions session =
        embedded
            ? SessionOptions.embedded(where, parameters.data())
            : SessionOptions.of(endpoints(where));
    return new CacheAddress(
        session
            .withClientName("jcache")
            .withRequestDefaults(parameters.requests())
            .withLocation(parameters.dataCenter(), parameters.rack())
            .withRouting(parameters.routing())
            .withSpeculationShare(parameters.speculationShare())
            .withTraceShare(parameters.traceShare()),
        TableName.identifier(keyspace),
        parameters.serializationFilter());
  }

  /** How the caches' requests are made. */
  public RequestOptions requests() {
    return session.requestDefaults();
  }

  private static List<Endpoint> endpoints(String where) {
    return Arrays.stream(where.split(",", -1)).map(Endpoint::parse).toList();
  }

  private static IllegalArgumentException notAnAddress(URI uri) {
    return new IllegalArgumentException(
        "not a cache manager's URI: '"
            + uri
            + "'; write ringtail://host:port,host:port or ringtail:embedded:NAME");
  }
}

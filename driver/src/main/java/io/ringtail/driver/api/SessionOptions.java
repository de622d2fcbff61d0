// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.ring.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a session is made: plain data, so that every face (driver, JDBC, JCache) builds the same.
 *
 * @param contactPoints whom to ask first for the cluster map; may be empty where {@code
 *     embeddedName} is set
 * @param embeddedName a cluster in this JVM; null for one over the network
 * @param embeddedData data folder of the one-node cluster to start under that name; null to attach
 *     to one that runs
 * @param lanes threads that carry requests; 0 for one for every two cores, at least one
 * @param inflightMax requests of the session that may be under way at once on a lane, before more
 *     are queued or refused
 * @param clientName told to the nodes, for people to read
 * @param dataCenter where the session is: replicas there are asked first, and levels with LOCAL in
 *     their names speak of them; null for that of the first contact point that the cluster knows
 * @param rack where it is in its data center: replicas there are preferred; null for nowhere
 * @param speculationShare how many reads may be asked of one more replica because another one is
 *     late, 0 for none to 1 for all
 * @param digestBytes from which size of a table's answers on, in bytes and smoothed, one replica is
 *     asked for the data and the others for digests; 0 for always, {@link Integer#MAX_VALUE} for
 *     never
 * @param traceShare how many requests are traced to the log {@code io.ringtail.trace}, 0 for none
 *     to 1 for all
 * @param routing who coordinates requests
 */
public record SessionOptions(
    List<Endpoint> contactPoints,
    @Nullable String embeddedName,
    @Nullable Path embeddedData,
    RequestOptions requestDefaults,
    int lanes,
    int inflightMax,
    String clientName,
    @Nullable String dataCenter,
    @Nullable String rack,
    double speculationShare,
    int digestBytes,
    double traceShare,
    Routing routing) {
  /**
   * Requests in flight on a lane unless configured otherwise: at 100 µs each that is 40 million a
   * second, far more than a thread can carry.
   */
  public static final int INFLIGHT_MAX_DEFAULT = 4_096;

  /** One read in twenty may be asked of one more replica unless configured otherwise. */
  public static final double SPECULATION_SHARE_DEFAULT = 0.05;

  /**
   * A page of memory: below, the bytes that a digest saves weigh less than the round trip that it
   * costs where replicas differ.
   */
  public static final int DIGEST_BYTES_DEFAULT = 4_096;

  public SessionOptions {
    contactPoints = List.copyOf(contactPoints);
    checkShare(speculationShare, "speculation");
    checkShare(traceShare, "traces");
    if (digestBytes < 0) {
      throw new IllegalArgumentException("no answer has " + digestBytes + " bytes");
    }
  }

  /** Options for a cluster over the network. */
  public static SessionOptions of(List<Endpoint> contactPoints) {
    return defaults(contactPoints, null, null);
  }

  /** Options for a cluster in this JVM. */
  public static SessionOptions embedded(String name, @Nullable Path data) {
    return defaults(List.of(), name, data);
  }

  private static SessionOptions defaults(
      List<Endpoint> contactPoints, @Nullable String name, @Nullable Path data) {
    return new SessionOptions(
        contactPoints,
        name,
        data,
        RequestOptions.DEFAULT,
        0,
        INFLIGHT_MAX_DEFAULT,
        "application",
        null,
        null,
        SPECULATION_SHARE_DEFAULT,
        DIGEST_BYTES_DEFAULT,
        0,
        Routing.REPLICAS);
  }

  public SessionOptions withRequestDefaults(RequestOptions defaults) {
    return with(parts -> parts.requestDefaults = defaults);
  }

  public SessionOptions withLanes(int newLanes) {
    return with(parts -> parts.lanes = newLanes);
  }

  public SessionOptions withInflightMax(int requests) {
    return with(parts -> parts.inflightMax = requests);
  }

  public SessionOptions withClientName(String name) {
    return with(parts -> parts.clientName = name);
  }

  /** The same for a session that is in a data center, and in a rack there; null for none. */
  public SessionOptions withLocation(@Nullable String newDataCenter, @Nullable String newRack) {
    return with(parts -> {
      parts.dataCenter = newDataCenter;
      parts.rack = newRack;
    });
  }

  public SessionOptions withSpeculationShare(double share) {
    return with(parts -> parts.speculationShare = share);
  }

  public SessionOptions withDigestBytes(int bytes) {
    return with(parts -> parts.digestBytes = bytes);
  }

  public SessionOptions withTraceShare(double share) {
    return with(parts -> parts.traceShare = share);
  }

  public SessionOptions withRouting(Routing newRouting) {
    return with(parts -> parts.routing = newRouting);
  }

  private static void checkShare(double share, String what) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the share of " + what + " has to lie between 0 and 1, not " + share);
    }
  }

  private SessionOptions with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new SessionOptions(
        contactPoints,
        embeddedName,
        embeddedData,
        parts.requestDefaults,
        parts.lanes,
        parts.inflightMax,
        parts.clientName,
        parts.dataCenter,
        parts.rack,
        parts.speculationShare,
        parts.digestBytes,
        parts.traceShare,
        parts.routing);
  }

  /** What can be changed of options, while it is. */
  private static final class Parts {
    private RequestOptions requestDefaults;
    private int lanes;
    private int inflightMax;
    private String clientName;
    private @Nullable String dataCenter;
    private @Nullable String rack;
    private double speculationShare;
    private int digestBytes;
    private double traceShare;
    private Routing routing;

    Parts(SessionOptions of) {
      requestDefaults = of.requestDefaults;
      lanes = of.lanes;
      inflightMax = of.inflightMax;
      clientName = of.clientName;
      dataCenter = of.dataCenter;
      rack = of.rack;
      speculationShare = of.speculationShare;
      digestBytes = of.digestBytes;
      traceShare = of.traceShare;
      routing = of.routing;
    }
  }
}

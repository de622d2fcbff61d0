// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.connection.Caller;
import io.ringtail.driver.connection.Handshake;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.connection.Turn;
import io.ringtail.driver.routing.Location;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.map.Placer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.time.Deadline;
import io.ringtail.protocol.time.HybridClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session: asks all contact points for the map, takes the first answer, and lets the lanes
 * connect. Confined to the first loop's thread once begun.
 */
public final class Opening {
  /** How long a contact point has to answer, in microseconds. */
  private static final long CONTACT_MICROS = 5_000_000;

  /** How long the lanes may take to connect before the session is handed out all the same. */
  private static final long CONNECT_MILLIS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private final SessionOptions options;
  private final List<Endpoint> contactPoints;
  private final Seams seams;
  private final HybridClock hybridClock;
  private final Identity identity;
  private final Caller caller;
  private final CompletableFuture<Session> opened = new CompletableFuture<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable ClusterSession session;
  private int lanesSettled;

  private Opening(SessionOptions options, List<Endpoint> contactPoints, Seams seams) {
    this.options = options;
    this.contactPoints = contactPoints;
    this.seams = seams;
    this.hybridClock = new HybridClock(seams.clock(), HybridClock.MAX_SKEW_MILLIS_DEFAULT);
    this.identity = new Identity(options.clientName(), version(), null);
    this.caller = new Caller(surroundings(seams.loops().get(0), () -> 0L), Handshake.WITH_ANYBODY);
  }

  private static String version() {
    String version = Opening.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private Surroundings surroundings(
      ScheduledExecutorService loop, java.util.function.LongSupplier epoch) {
    return new Surroundings(
        seams.transport(),
        loop,
        new Turn(loop, seams.clock(), hybridClock),
        seams.clock(),
        new SplittableRandom(seams.random().nextLong()),
        identity,
        seams.random().nextLong(),
        epoch);
  }

  /**
   * Opens a session.
   *
   * @param contactPoints whom to ask; those of the options, or an embedded cluster's
   */
  public static CompletionStage<Session> begin(
      SessionOptions options, List<Endpoint> contactPoints, Seams seams) {
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("a session needs at least one contact point");
    }
    Opening opening = new Opening(options, contactPoints, seams);
    seams.loops().get(0).execute(opening::contact);
    return opening.opened;
  }

  private void contact() {
    Deadline deadline = Deadline.inMicros(seams.clock(), CONTACT_MICROS);
    for (Endpoint endpoint : contactPoints) {
      contact(endpoint, deadline);
    }
  }

  private void contact(Endpoint endpoint, Deadline deadline) {
    caller.call(
        endpoint,
        new Request.FetchMap(Epoch.NONE),
        Math.max(1, deadline.microsLeft(seams.clock())),
        new Caller.Callback() {
          @Override
          public void answered(Response response) {
            if (session != null) {
              return;
            }
            if (response instanceof Response.MapDone done && done.map() != null) {
              mapCame(done.map());
            } else if (response instanceof Response.Refused refused
                && refused.retryAfterMillis() > 0
                && deadline.microsLeft(seams.clock()) > refused.retryAfterMillis() * 1_000L) {
              // A node that is just starting says when to ask again.
              seams
                  .loops()
                  .get(0)
                  .schedule(
                      () -> contactAgain(endpoint, deadline),
                      refused.retryAfterMillis(),
                      TimeUnit.MILLISECONDS);
            } else {
              contactFailed(endpoint + " answers " + response);
            }
          }

          @Override
          public void failed(String why, boolean maybeDone) {
            contactFailed(why);
          }
        });
  }

  private void contactAgain(Endpoint endpoint, Deadline deadline) {
    if (session == null) {
      contact(endpoint, deadline);
    }
  }

  private void contactFailed(String problem) {
    problems.add(problem);
    if (session == null && problems.size() == contactPoints.size()) {
      caller.close();
      seams.afterClose().run();
      opened.completeExceptionally(
          new RingtailException.ConnectionFailed(
              "no contact point answers: " + String.join("; ", problems), null));
    }
  }

  private void mapCame(ClusterMap map) {
    if (session != null) {
      return;
    }
    Location client;
    try {
      client = location(map);
    } catch (RingtailException.InvalidRequest e) {
      caller.close();
      seams.afterClose().run();
      opened.completeExceptionally(e);
      return;
    }
    MapHub hub = new MapHub(map, client, options.routing());
    List<Surroundings> each = new ArrayList<>();
    for (ScheduledExecutorService loop : seams.loops()) {
      each.add(surroundings(loop, () -> hub.newest().epoch()));
    }
    ClusterSession made = new ClusterSession(options, seams, each, hybridClock, hub);
    session = made;
    caller.close();
    ScheduledExecutorService first = seams.loops().get(0);
    made.start(() -> first.execute(this::laneSettled));
    first.schedule(() -> opened.complete(made), CONNECT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Where the options say that the session is, or where the first contact point is. */
  private Location location(ClusterMap map) {
    Set<String> places = Placer.byDataCenter(map.nodes()).keySet();
    String named = options.dataCenter();
    if (named != null) {
      if (!places.contains(named)) {
        throw new RingtailException.InvalidRequest(
            "the session is to be in data center " + named + ", but the cluster has " + places);
      }
      return new Location(named, options.rack());
    }
    for (Endpoint endpoint : contactPoints) {
      for (Node node : map.nodes()) {
        if (node.endpoint().equals(endpoint)) {
          return new Location(node.dataCenter(), options.rack());
        }
      }
    }
    String first = places.iterator().next();
    if (places.size() > 1) {
      LOG.warn(
          "the cluster knows none of {} by that address: this session takes itself to be in data"
              + " center {} of {}; say where it is",
          contactPoints,
          first,
          places);
    }
    return new Location(first, options.rack());
  }

  private void laneSettled() {
    lanesSettled++;
    ClusterSession made = session;
    if (made != null && lanesSettled == seams.loops().size()) {
      opened.complete(made);
    }
  }
}

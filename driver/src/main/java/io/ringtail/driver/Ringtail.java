// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.netty.Loops;
import io.ringtail.driver.netty.SocketTransport;
import io.ringtail.driver.session.Opening;
import io.ringtail.driver.session.Seams;
import io.ringtail.driver.transport.EmbeddedClusters;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The way in: opens sessions on a Ringtail cluster. */
public final class Ringtail {
  private Ringtail() {}

  /**
   * Opens a session: connects to the contact points, fetches the cluster map, and links up with the
   * shards. A {@link io.ringtail.driver.api.SessionFactory}.
   */
  public static CompletionStage<Session> open(SessionOptions options) {
    return open(options, UnaryOperator.identity());
  }

  /**
   * As {@link #open(SessionOptions)}, where nodes are reached at other addresses than those that
   * they know of themselves: through a translation of addresses, a tunnel, a proxy.
   *
   * @param translator says where the node at an address is reached from here; for contact points as
   *     for what the cluster map names. Called on the session's own threads, and not to block
   */
  public static CompletionStage<Session> open(
      SessionOptions options, UnaryOperator<Endpoint> translator) {
    EmbeddedClusters.Attachment attachment;
    try {
      attachment = attach(options);
    } catch (RingtailException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<Endpoint> contactPoints =
        attachment == null ? options.contactPoints() : attachment.contactPoints();
    if (contactPoints.isEmpty()) {
      return CompletableFuture.failedFuture(
          new RingtailException.ConnectionFailed("no contact point is given", null));
    }
    int lanes =
        options.lanes() > 0
            ? options.lanes()
            : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    Loops loops = new Loops(lanes, "ringtail-lane");
    SocketTransport sockets = new SocketTransport();
    Seams seams =
        new Seams(
            (endpoint, loop, listener) ->
                sockets.connect(translator.apply(endpoint), loop, listener),
            loops.all(),
            Loops::isOn,
            SystemClock.INSTANCE,
            new SecureRandom(),
            () -> {
              loops.close();
              if (attachment != null) {
                attachment.close();
              }
            });
    return Opening.begin(options, contactPoints, seams);
  }

  private static EmbeddedClusters.@Nullable Attachment attach(SessionOptions options) {
    String name = options.embeddedName();
    if (name == null) {
      return null;
    }
    Path data = options.embeddedData();
    try {
      EmbeddedClusters clusters =
          ServiceLoader.load(EmbeddedClusters.class).findFirst().orElse(null);
      if (clusters == null) {
        throw new RingtailException.ConnectionFailed(
            "no embedded cluster '" + name + "': put ringtail-node on the class path", null);
      }
      return clusters.attach(name, data);
    } catch (ServiceConfigurationError | UnsupportedClassVersionError e) {
      throw new RingtailException.ConnectionFailed(
          "embedded clusters need a JVM of version 25 or later, this one is "
              + Runtime.version().feature(),
          e);
    } catch (IllegalArgumentException e) {
      throw new RingtailException.ConnectionFailed(String.valueOf(e.getMessage()), e);
    }
  }
}

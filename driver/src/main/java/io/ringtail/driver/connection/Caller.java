// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks single requests of processes by their address, over one lasting connection each: how a node
 * speaks with its peers, and a session with its contact points. Confined to its loop's thread.
 */
public final class Caller {
  /** Who asked: hears exactly one of the two, on the loop's thread, never from within the call. */
  public interface Callback {
    void answered(Response response);

    /**
     * No answer came.
     *
     * @param maybeDone false when the request was never sent
     */
    void failed(String why, boolean maybeDone);
  }

  /** How often a call that waits for its connection looks for it. */
  private static final long POLL_MILLIS = 5;

  private final Surroundings surroundings;
  private final Handshake handshake;
  private final Map<Endpoint, Peer> peers = new HashMap<>();
  private boolean closed;

  /** A caller of whoever the handshake takes. */
  public Caller(Surroundings surroundings, Handshake handshake) {
    this.surroundings = surroundings;
    this.handshake = handshake;
  }

  /**
   * Asks; connects first where there is no connection. Fails as soon as an attempt to connect that
   * began after the call has failed, when the connection ends, and when the time is over.
   */
  public void call(Endpoint endpoint, Request request, long timeoutMicros, Callback callback) {
    Peer peer = peers.computeIfAbsent(endpoint, Peer::new);
    Call call =
        new Call(peer, request, Deadline.inMicros(surroundings.clock(), timeoutMicros), callback);
    // On a later turn, so that nobody is called back from within.
    surroundings.loop().execute(call::advance);
    surroundings.loop().schedule(call::expire, timeoutMicros, TimeUnit.MICROSECONDS);
  }

  /** Whether there is a connection now. */
  public boolean isConnected(Endpoint endpoint) {
    Peer peer = peers.get(endpoint);
    return peer != null && peer.link.isReady();
  }

  /** Ends the connections to all but these. */
  public void retain(Set<Endpoint> wanted) {
    // Whose call ends with a connection may call again at once.
    List<Peer> unwanted = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (!wanted.contains(peer.link.endpoint())) {
        unwanted.add(peer);
      }
    }
    for (Peer peer : unwanted) {
      peers.remove(peer.link.endpoint());
      peer.link.close();
    }
  }

  /** Ends all connections; calls under way fail. */
  public void close() {
    closed = true;
    retain(Set.of());
  }

  /** One address, and why the last connection to it ended. */
  private final class Peer implements ShardLink.Listener {
    private final ShardLink link;
    private String problem = "not connected";

    Peer(Endpoint endpoint) {
      link = new ShardLink(surroundings, endpoint, 0, handshake, new NodeRecorder(), this);
    }

    @Override
    public void ready(ShardLink ignored, Response.Welcome welcome) {
      problem = "not connected";
    }

    @Override
    public void event(Event event) {
      // Nobody asks for events here.
    }

    @Override
    public void down(ShardLink ignored, @Nullable Throwable cause) {
      problem = cause == null ? "closed" : String.valueOf(cause.getMessage());
    }
  }

  /** One request. */
  private final class Call implements ReplyHandler {
    private final Peer peer;
    private final Request request;
    private final Deadline deadline;
    private final Callback callback;
    private final long begunNanos = surroundings.clock().nanos();
    private boolean sent;
    private boolean done;

    Call(Peer peer, Request request, Deadline deadline, Callback callback) {
      this.peer = peer;
      this.request = request;
      this.deadline = deadline;
      this.callback = callback;
    }

    void advance() {
      if (done) {
        return;
      }
      surroundings.turn().begin();
      Reach reach = closed ? Reach.UNREACHABLE : peer.link.reach(begunNanos);
      int micros =
          (int) Math.max(1, Math.min(Integer.MAX_VALUE, deadline.microsLeft(surroundings.clock())));
      if (reach == Reach.CONNECTED && peer.link.send(request, micros, this, 0)) {
        sent = true;
      } else if (reach == Reach.UNREACHABLE) {
        fail(peer.link.endpoint() + " cannot be reached: " + peer.problem, false);
      } else {
        surroundings.loop().schedule(this::advance, POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    void expire() {
      fail("no answer from " + peer.link.endpoint() + " in time", sent);
    }

    @Override
    public void answered(int tag, Response response, long nowNanos) {
      if (!done) {
        done = true;
        callback.answered(response);
      }
    }

    @Override
    public void lost(int tag, long nowNanos) {
      fail("the connection to " + peer.link.endpoint() + " ended: " + peer.problem, true);
    }

    private void fail(String why, boolean maybeDone) {
      if (!done) {
        done = true;
        callback.failed(why, maybeDone);
      }
    }
  }
}

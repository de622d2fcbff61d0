// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.driver.retry.Backoff;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one shard of a node: keeps one connection to it, dials again when it ends, and watches
 * that the other side is alive. Confined to its loop's thread.
 */
public final class ShardLink implements Connection.Owner {
  /** What a link tells. */
  public interface Listener {
    void ready(ShardLink link, Response.Welcome welcome);

    void event(Event event);

    /** The connection ended, or an attempt failed. */
    void down(ShardLink link, @Nullable Throwable cause);
  }

  /**
   * First a short wait, since a node that restarts is back in a second or so; at most a second, so
   * that one that was away for long is found soon.
   */
  private static final Backoff BACKOFF = new Backoff(20_000_000, 1_000_000_000);

  /** How soon after an attempt failed the next may begin when a request waits for it. */
  private static final long HURRY_NANOS = 10_000_000;

  /** A connection that is not ready by then is given up. */
  private static final long HANDSHAKE_NANOS = 5_000_000_000L;

  /** How long a connection may be silent before the node is asked for a sign of life. */
  private static final long HEARTBEAT_NANOS = 500_000_000;

  /** How long a node that was asked may stay silent: three heartbeats. */
  private static final long SILENCE_NANOS = 1_500_000_000;

  private static final Request PING = new Request.Ping();

  private static final Logger LOG = LoggerFactory.getLogger(ShardLink.class);

  private final Surroundings surroundings;
  private final Endpoint endpoint;
  private final int shard;
  private final Handshake handshake;
  private final NodeRecorder recorder;
  private final Listener listener;
  private final HeardLoad load = new HeardLoad();

  private @Nullable Connection connection;
  private boolean ready;
  private boolean closed;
  private int failures;
  private boolean dialled;
  private long dialledNanos;
  private long endedNanos;
  private @Nullable ScheduledFuture<?> redial;

  /** How long the node asked to be left alone when it said that it is about to stop. */
  private long pauseNanos;

  /** A link, which does nothing until it is started. */
  public ShardLink(
      Surroundings surroundings,
      Endpoint endpoint,
      int shard,
      Handshake handshake,
      NodeRecorder recorder,
      Listener listener) {
    this.surroundings = surroundings;
    this.endpoint = endpoint;
    this.shard = shard;
    this.handshake = handshake;
    this.recorder = recorder;
    this.listener = listener;
  }

  public void start() {
    if (!closed && connection == null) {
      dial();
    }
  }

  /** Ends the connection and dials no more. */
  public void close() {
    closed = true;
    cancelRedial();
    Connection current = connection;
    if (current != null) {
      current.close(null);
    }
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public int shard() {
    return shard;
  }

  public boolean isReady() {
    return ready;
  }

  /** What the shard told of its load. */
  public HeardLoad load() {
    return load;
  }

  /** How long the node has let requests wait without a sign of life; 0 when none waits. */
  public long silenceNanos(long nowNanos) {
    Connection current = connection;
    return current == null ? 0 : current.silenceNanos(nowNanos);
  }

  /**
   * Whether the shard can be reached for a request that began at a moment; dials sooner than it
   * would have when it cannot.
   */
  public Reach reach(long sinceNanos) {
    if (ready) {
      return Reach.CONNECTED;
    }
    if (connection != null) {
      return Reach.CONNECTING;
    }
    if (closed || (dialled && dialledNanos - sinceNanos >= 0)) {
      return Reach.UNREACHABLE;
    }
    hurry();
    return Reach.CONNECTING;
  }

  /**
   * Queues a request for the turn's end.
   *
   * @param opcode of the request
   * @param body its encoding, copied
   * @param epoch of the map by which it was routed
   * @param counter number of the request with its sender
   * @return whether it was taken; if not, nothing was sent
   */
  public boolean send(
      int opcode,
      ByteBuf body,
      long epoch,
      int timeLeftMicros,
      long counter,
      ReplyHandler handler,
      int tag) {
    Connection current = connection;
    return ready
        && current != null
        && current.send(opcode, body, epoch, timeLeftMicros, counter, handler, tag);
  }

  /** As {@link #send}, for writes that other replicas get through this one. */
  public boolean send(
      List<Mutation> mutations,
      List<Onward> others,
      long epoch,
      int timeLeftMicros,
      long counter,
      ReplyHandler handler,
      int tag) {
    Connection current = connection;
    return ready
        && current != null
        && current.send(mutations, others, epoch, timeLeftMicros, counter, handler, tag);
  }

  /**
   * Takes a request back. Its answer comes in any case, sooner.
   *
   * @return whether it was under way
   */
  public boolean cancel(long epoch, long counter, ReplyHandler handler, int tag) {
    Connection current = connection;
    return ready && current != null && current.cancel(epoch, counter, handler, tag);
  }

  /** As {@link #send}, for what goes to one place and by no map. */
  public boolean send(Request request, int timeLeftMicros, ReplyHandler handler, int tag) {
    return send(
        MessageCodec.opcode(request),
        surroundings.turn().encode(request),
        surroundings.epoch().getAsLong(),
        timeLeftMicros,
        0,
        handler,
        tag);
  }

  @Override
  public void ready(Connection which, Response.Welcome welcome) {
    ready = true;
    failures = 0;
    LOG.debug("connected to shard {} of {}", welcome.shard(), endpoint);
    new Heartbeat(which).schedule();
    listener.ready(this, welcome);
  }

  @Override
  public void event(Event event) {
    Connection leaving = connection;
    if (event instanceof Event.Draining draining && leaving != null && ready) {
      LOG.info("shard {} of {} is about to stop: others are asked from now on", shard, endpoint);
      ready = false;
      pauseNanos = TimeUnit.MILLISECONDS.toNanos(draining.retryAfterMillis());
      listener.down(this, null);
      leaving.closeWhenQuiet();
    } else {
      listener.event(event);
    }
  }

  @Override
  public void closed(Connection which, @Nullable Throwable cause) {
    boolean wasReady = ready;
    connection = null;
    ready = false;
    endedNanos = surroundings.clock().nanos();
    if (!closed) {
      if (wasReady) {
        LOG.info("connection to shard {} of {} ended: {}", shard, endpoint, reasonOf(cause));
      } else {
        LOG.debug("no connection to shard {} of {}: {}", shard, endpoint, reasonOf(cause));
      }
      // Those who were sent away together do not come back together.
      long pause = pauseNanos == 0 ? 0 : pauseNanos + surroundings.random().nextLong(pauseNanos);
      pauseNanos = 0;
      redialIn(pause + BACKOFF.delayNanos(failures++, surroundings.random()));
    }
    listener.down(this, cause);
  }

  private static String reasonOf(@Nullable Throwable cause) {
    return cause == null ? "closed" : String.valueOf(cause.getMessage());
  }

  private void dial() {
    cancelRedial();
    dialled = true;
    dialledNanos = surroundings.clock().nanos();
    Connection attempt = new Connection(surroundings, shard, handshake, recorder, load, this);
    connection = attempt;
    surroundings
        .loop()
        .schedule(
            () -> {
              if (connection == attempt && !ready) {
                surroundings.turn().begin();
                attempt.close(new IOException("no welcome came in time"));
              }
            },
            HANDSHAKE_NANOS,
            TimeUnit.NANOSECONDS);
    surroundings.transport().connect(endpoint, surroundings.loop(), attempt);
  }

  private void hurry() {
    long waited = surroundings.clock().nanos() - endedNanos;
    if (!dialled || waited >= HURRY_NANOS) {
      dial();
    } else if (redial == null || redial.getDelay(TimeUnit.NANOSECONDS) > HURRY_NANOS) {
      redialIn(HURRY_NANOS - waited);
    }
  }

  private void redialIn(long delayNanos) {
    cancelRedial();
    redial =
        surroundings
            .loop()
            .schedule(
                () -> {
                  redial = null;
                  start();
                },
                delayNanos,
                TimeUnit.NANOSECONDS);
  }

  private void cancelRedial() {
    ScheduledFuture<?> pending = redial;
    redial = null;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  /** Asks a silent node for a sign of life, and gives a connection up that stays silent. */
  private final class Heartbeat implements Runnable, ReplyHandler {
    private final Connection watched;
    private long lastRunNanos;
    private long askedNanos;
    private boolean asked;

    /** Whether the question was taken for sending; a link that takes nothing is judged, too. */
    private boolean taken;

    Heartbeat(Connection watched) {
      this.watched = watched;
      this.lastRunNanos = surroundings.clock().nanos();
    }

    void schedule() {
      surroundings.loop().schedule(this, HEARTBEAT_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
      if (connection != watched) {
        return;
      }
      long now = surroundings.turn().begin();
      // A loop that was held up itself cannot blame the other side for silence: what came
      // meanwhile has not been read yet.
      boolean heldUp = now - lastRunNanos > 2 * HEARTBEAT_NANOS;
      lastRunNanos = now;
      if (asked && watched.receivedNanos() - askedNanos > 0) {
        asked = false;
      }
      long silence = now - Math.max(watched.receivedNanos(), asked ? askedNanos : 0);
      if (asked && !heldUp && silence > SILENCE_NANOS) {
        watched.close(new IOException("no sign of life for " + silence / 1_000_000 + " ms"));
        return;
      }
      if (asked && heldUp) {
        askedNanos = now;
      }
      if (!asked && now - watched.receivedNanos() >= HEARTBEAT_NANOS) {
        askedNanos = now;
        asked = true;
        taken = false;
      }
      if (asked && !taken) {
        // Over a connection that is about to end as well: what is under way there is waited for.
        taken =
            watched.send(
                MessageCodec.opcode(PING),
                surroundings.turn().encode(PING),
                surroundings.epoch().getAsLong(),
                (int) (SILENCE_NANOS / 1_000),
                0,
                this,
                0);
      }
      schedule();
    }

    @Override
    public void answered(int tag, Response response, long nowNanos) {
      asked = false;
    }

    @Override
    public void lost(int tag, long nowNanos) {
      asked = false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One turn of an event loop: what all connections of the loop write during it leaves with one flush
 * each at its end, which costs a fifteenth of a flush for each frame. Keeps the turn's time, too,
 * so that clocks are not read for each frame. Confined to its loop's thread.
 */
public final class Turn {
  /** A request's encoding is kept for reuse up to this size. */
  private static final int SCRATCH_BYTES_MAX = 1 << 20;

  private final Executor loop;
  private final Clock clock;
  private final HybridClock hybridClock;
  private final Runnable flush = this::flush;
  private @Nullable Connection[] dirty = new Connection[8];
  private int dirtyCount;
  private boolean flushQueued;
  private long nowNanos;
  private long timestamp;
  private ByteBuf scratch = Unpooled.buffer(512);
  private @Nullable Request encoded;

  /** The turns of a loop. */
  public Turn(Executor loop, Clock clock, HybridClock hybridClock) {
    this.loop = loop;
    this.clock = clock;
    this.hybridClock = hybridClock;
  }

  /** Reads the clocks; to be called wherever the loop's thread comes in from outside. */
  public long begin() {
    nowNanos = clock.nanos();
    timestamp = hybridClock.current();
    return nowNanos;
  }

  /** The monotonic time at which the thread last came in. */
  public long nowNanos() {
    return nowNanos;
  }

  long timestamp() {
    return timestamp;
  }

  /** Takes a timestamp that another process sent. */
  void observe(long otherTimestamp) {
    hybridClock.observe(otherTimestamp);
  }

  /**
   * Encodes a request's body into a buffer that is good until the next call; the same request is
   * encoded only once when it goes to several replicas one after the other.
   */
  @SuppressWarnings("ReferenceEquality") // Equal requests are not worth the comparison.
  public ByteBuf encode(Request request) {
    if (request == encoded) {
      return scratch;
    }
    if (scratch.capacity() > SCRATCH_BYTES_MAX) {
      scratch = Unpooled.buffer(512);
    }
    // Where the encoding fails, the scratch holds no request.
    encoded = null;
    scratch.clear();
    MessageCodec.encode(request, scratch);
    encoded = scratch.capacity() > SCRATCH_BYTES_MAX ? null : request;
    return scratch;
  }

  /** Notes that a connection has something to send at the turn's end. */
  void dirty(Connection connection) {
    if (dirtyCount == dirty.length) {
      dirty = Arrays.copyOf(dirty, dirtyCount * 2);
    }
    dirty[dirtyCount++] = connection;
    if (!flushQueued) {
      flushQueued = true;
      loop.execute(flush);
    }
  }

  private void flush() {
    flushQueued = false;
    int count = dirtyCount;
    for (int i = 0; i < count; i++) {
      Connection connection = dirty[i];
      dirty[i] = null;
      if (connection != null) {
        connection.flush();
      }
    }
    // A flush can close a connection, and what follows from that can write to others.
    System.arraycopy(dirty, count, dirty, 0, dirtyCount - count);
    Arrays.fill(dirty, dirtyCount - count, dirtyCount, null);
    dirtyCount -= count;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a shard's loop: at its end the log is written once, and then every connection that has
 * something to send is flushed once. Tells how long what is read in it may have waited for it:
 * whatever came while the last turn went on, unless the loop rested since. Confined to the loop.
 */
public final class Turn {
  /**
   * A turn that lasts longer sends what it has before its end: nobody is to take a shard for dead
   * that has much to do, and answers do not wait for thousands of others.
   */
  private static final long SEND_NANOS = 10_000_000;

  private final Executor loop;
  private final Clock clock;
  private final Runnable commit;
  private final Runnable end = this::end;
  private @Nullable Flushable[] dirty = new Flushable[16];
  private int dirtyCount;
  private boolean queued;
  private long beganNanos;
  private long endedNanos;
  private long nowNanos;
  private long sentNanos;

  /** How long what was there when this turn began may have waited then. */
  private long waitNanos;

  /**
   * The turns of a loop.
   *
   * @param commit what to do first at a turn's end; it may make more dirty
   */
  Turn(Executor loop, Clock clock, Runnable commit) {
    this.loop = loop;
    this.clock = clock;
    this.commit = commit;
    this.beganNanos = clock.nanos();
    this.endedNanos = beganNanos;
  }

  /** Bytes came in: a turn begins, where none has; one that has lasted long sends what it has. */
  public void received() {
    nowNanos = clock.nanos();
    begin();
    if (nowNanos - sentNanos >= SEND_NANOS) {
      send();
      sentNanos = nowNanos;
    }
  }

  /** When bytes came in last. */
  long nowNanos() {
    return nowNanos;
  }

  /**
   * How long what was just received may have waited until now, where all that was there was read in
   * each turn.
   */
  long waitedNanos() {
    return waitNanos + (nowNanos - beganNanos);
  }

  /** Asks for an end to this turn. */
  void touch() {
    if (!queued) {
      nowNanos = clock.nanos();
      begin();
    }
  }

  private void begin() {
    if (!queued) {
      queued = true;
      waitNanos = Math.max(0, endedNanos - beganNanos - (nowNanos - endedNanos));
      beganNanos = nowNanos;
      sentNanos = nowNanos;
      loop.execute(end);
    }
  }

  /** Notes what is to be flushed at the turn's end; to be called once in a turn for each. */
  public void dirty(Flushable flushable) {
    if (dirtyCount == dirty.length) {
      dirty = Arrays.copyOf(dirty, dirtyCount * 2);
    }
    dirty[dirtyCount++] = flushable;
    touch();
  }

  private void end() {
    try {
      commit.run();
    } finally {
      queued = false;
    }
    flush();
    endedNanos = clock.nanos();
  }

  private void send() {
    commit.run();
    flush();
  }

  private void flush() {
    int count = dirtyCount;
    for (int i = 0; i < count; i++) {
      Flushable flushable = dirty[i];
      dirty[i] = null;
      if (flushable != null) {
        flushable.flush();
      }
    }
    // What a flush made dirty stays for the next turn.
    System.arraycopy(dirty, count, dirty, 0, dirtyCount - count);
    Arrays.fill(dirty, dirtyCount - count, dirtyCount, null);
    dirtyCount -= count;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a shard's loop: at its end the log is written once, and then every connection that has
 * something to send is flushed once. Confined to the loop.
 */
public final class Turn {
  private final Executor loop;
  private final Runnable commit;
  private final Runnable end = this::end;
  private @Nullable Flushable[] dirty = new Flushable[16];
  private int dirtyCount;
  private boolean queued;

  /**
   * The turns of a loop.
   *
   * @param commit what to do first at a turn's end; it may make more dirty
   */
  Turn(Executor loop, Runnable commit) {
    this.loop = loop;
    this.commit = commit;
  }

  /** Asks for an end to this turn. */
  void touch() {
    if (!queued) {
      queued = true;
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

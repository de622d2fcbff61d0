// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that have no answer yet, by stream id. An id is an index into
 * arrays with a generation above it, which changes each time that the index is given out: so an
 * answer that comes twice, or to nothing, is told from one that is waited for. An index is free
 * again only when its answer has come. Confined to its connection's thread.
 */
final class StreamTable {
  private static final int INDEX_BITS = 15;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  /** Keeps ids positive: 15 bits of index and 16 of generation. */
  private static final int GENERATION_MASK = (1 << 16) - 1;

  /** Most requests that may wait for their answer on a connection. */
  static final int STREAMS_MAX = INDEX_MASK;

  private static final int INITIAL = 64;

  private @Nullable ReplyHandler[] handlers = new ReplyHandler[INITIAL];
  private int[] tags = new int[INITIAL];
  private long[] sentNanos = new long[INITIAL];
  private int[] generations = new int[INITIAL];

  /** Indexes that are free, as a stack. */
  private int[] free = new int[INITIAL];

  private int freeCount;

  /** The first index that was never given out; 0 is the stream of events. */
  private int unused = 1;

  private int waiting;

  int waiting() {
    return waiting;
  }

  /** Gives out an id; 0 when all are taken. */
  int take(ReplyHandler handler, int tag, long nowNanos) {
    int index;
    if (freeCount > 0) {
      index = free[--freeCount];
    } else if (unused <= STREAMS_MAX) {
      index = unused++;
      if (index == handlers.length) {
        grow();
      }
    } else {
      return 0;
    }
    handlers[index] = handler;
    tags[index] = tag;
    sentNanos[index] = nowNanos;
    waiting++;
    return generations[index] << INDEX_BITS | index;
  }

  /** The index of an id that waits for its answer; -1 when none does. */
  int indexOf(int id) {
    int index = id & INDEX_MASK;
    return index < unused
            && index < handlers.length
            && handlers[index] != null
            && id >>> INDEX_BITS == generations[index]
        ? index
        : -1;
  }

  /** The id of a request that waits for its answer; 0 when it does not. Looks at all of them. */
  int find(ReplyHandler handler, int tag) {
    for (int index = nextWaiting(0); index >= 0; index = nextWaiting(index + 1)) {
      if (handlers[index] == handler && tags[index] == tag) {
        return generations[index] << INDEX_BITS | index;
      }
    }
    return 0;
  }

  int tag(int index) {
    return tags[index];
  }

  long sentNanos(int index) {
    return sentNanos[index];
  }

  /** Takes the handler out; its index may be given out again. */
  ReplyHandler release(int index) {
    ReplyHandler handler = handlers[index];
    if (handler == null) {
      throw new IllegalStateException("stream index " + index + " is not taken");
    }
    handlers[index] = null;
    generations[index] = (generations[index] + 1) & GENERATION_MASK;
    free[freeCount++] = index;
    waiting--;
    return handler;
  }

  /** The next index from one on that waits for its answer; -1 at the end. */
  int nextWaiting(int from) {
    for (int index = from; index < unused && index < handlers.length; index++) {
      if (handlers[index] != null) {
        return index;
      }
    }
    return -1;
  }

  private void grow() {
    int length = handlers.length * 2;
    handlers = Arrays.copyOf(handlers, length);
    tags = Arrays.copyOf(tags, length);
    sentNanos = Arrays.copyOf(sentNanos, length);
    generations = Arrays.copyOf(generations, length);
    free = Arrays.copyOf(free, length);
  }
}

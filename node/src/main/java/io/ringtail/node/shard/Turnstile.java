// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Queues of those that want to write to the same partition on a condition: one after the other is
 * told that it is its turn, so that none outdoes another. It keeps nobody from doing so without:
 * what is decided, and whether, is the acceptors' matter alone. Confined to the shard's loop.
 */
final class Turnstile {
  /**
   * Longest turn: many times the two round trips that it is meant for, and short enough not to hold
   * the others up when its holder is gone.
   */
  static final long TURN_NANOS_MAX = 20_000_000;

  /** How often turns and waiting requests are looked through for those that are over. */
  private static final long SWEEP_MILLIS = 5;

  /** More do not wait for one partition: they are told at once. */
  private static final int WAITING_MAX = 1_024;

  /** More queues are not kept: whoever comes then is told at once. */
  private static final int QUEUES_MAX = 16_384;

  private record Name(int tableId, byte[] key) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name name && tableId == name.tableId && Arrays.equals(key, name.key);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + tableId;
    }
  }

  private record Waiting(long writer, int streamId, Requester requester, long untilNanos) {}

  private static final class Queue {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long holder;
    private long endsNanos;
  }

  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final Map<Name, Queue> queues = new LinkedHashMap<>();
  private boolean sweeping;

  Turnstile(ScheduledExecutorService loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /** Somebody wants its turn; answered when it comes. */
  void take(FrameHeader header, int tableId, byte[] key, Requester requester) {
    Name name = new Name(tableId, key);
    Queue queue = queues.get(name);
    if (queue == null) {
      if (queues.size() < QUEUES_MAX) {
        queue = new Queue();
        queues.put(name, queue);
        begin(queue, header.requestWriter());
        sweepLater();
      }
      requester.answer(header.streamId(), new Response.TurnTaken(0));
      return;
    }
    if (queue.waiting.size() >= WAITING_MAX) {
      requester.answer(header.streamId(), new Response.TurnTaken(WAITING_MAX));
      return;
    }
    long until = clock.nanos() + TimeUnit.MICROSECONDS.toNanos(header.timeMicros());
    queue.waiting.add(new Waiting(header.requestWriter(), header.streamId(), requester, until));
    if (queue.holder == header.requestWriter()) {
      next(name, queue); // it asks again: it does not need the one that it has
    }
  }

  /** Somebody's turn is over, or it waits no longer. */
  void end(long writer, int tableId, byte[] key) {
    Name name = new Name(tableId, key);
    Queue queue = queues.get(name);
    if (queue == null) {
      return;
    }
    if (queue.holder == writer) {
      next(name, queue);
    } else {
      for (Iterator<Waiting> each = queue.waiting.iterator(); each.hasNext(); ) {
        Waiting waiting = each.next();
        if (waiting.writer() == writer) {
          each.remove();
          tell(waiting, queue);
          return;
        }
      }
    }
  }

  /** Tells everybody at once: nobody is to wait any longer. */
  void close() {
    for (Queue queue : queues.values()) {
      for (Waiting each : queue.waiting) {
        tell(each, queue);
      }
    }
    queues.clear();
  }

  private void begin(Queue queue, long writer) {
    queue.holder = writer;
    queue.endsNanos = clock.nanos() + TURN_NANOS_MAX;
  }

  /** The first that is still there has its turn; a queue without any is given up. */
  private void next(Name name, Queue queue) {
    long now = clock.nanos();
    for (Waiting each = queue.waiting.poll(); each != null; each = queue.waiting.poll()) {
      if (each.requester().isOpen() && each.untilNanos() - now > 0) {
        begin(queue, each.writer());
        tell(each, queue);
        return;
      }
      tell(each, queue);
    }
    queues.remove(name);
  }

  private static void tell(Waiting waiting, Queue queue) {
    waiting.requester().answer(waiting.streamId(), new Response.TurnTaken(queue.waiting.size()));
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      var _ = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long now = clock.nanos();
    for (Map.Entry<Name, Queue> each : new ArrayList<>(queues.entrySet())) {
      if (each.getValue().endsNanos - now <= 0) {
        next(each.getKey(), each.getValue());
      }
    }
    if (!queues.isEmpty()) {
      sweepLater();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.coordination.Coordinator;
import io.ringtail.node.hint.HintListener;
import io.ringtail.node.hint.HintOutcome;
import io.ringtail.node.hint.HintStore;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What a shard does for other replicas: passes writes on to those that can be reached from here,
 * and keeps them for those that cannot be reached. Confined to the shard's loop.
 */
final class OnwardWrites implements HintListener {
  /** How long a write is passed on whose sender names no time. */
  private static final long NANOS_DEFAULT = 2_000_000_000;

  private static final Response HINT_DONE = new Response.HintDone();

  /** Who waits for a hint to be committed, by its position. */
  private record Waiting(long position, Requester requester, int streamId) {}

  private final Coordinator coordinator;
  private final Clock clock;
  private final Turn turn;
  private final Supplier<HintStore> hints;
  private final BiConsumer<String, Throwable> failed;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean kept;

  OnwardWrites(
      Coordinator coordinator,
      Clock clock,
      Turn turn,
      Supplier<HintStore> hints,
      BiConsumer<String, Throwable> failed) {
    this.coordinator = coordinator;
    this.clock = clock;
    this.turn = turn;
    this.hints = hints;
    this.failed = failed;
  }

  /** Hints that are not committed yet. */
  int size() {
    return waiting.size();
  }

  /** Sees to a write's recipients; each answers on its own stream. */
  void send(FrameHeader header, Request.Write write, ServedMap map, Requester requester) {
    long micros = header.timeMicros();
    long nanos = micros > 0 ? TimeUnit.MICROSECONDS.toNanos(micros) : NANOS_DEFAULT;
    for (Request.Recipient recipient : write.recipients()) {
      int streamId = recipient.streamId();
      if (recipient.later()) {
        keep(recipient.node(), write.mutations(), map, requester, streamId);
      } else {
        coordinator.passOn(
            recipient.node(),
            write.mutations(),
            nanos,
            header.rank(),
            answer -> requester.answer(streamId, answer));
      }
    }
  }

  /** Keeps writes for a node; answers when they are committed. */
  void keep(
      NodeId node, List<Mutation> mutations, ServedMap map, Requester requester, int streamId) {
    if (map.map().node(node).isEmpty()) {
      requester.answer(
          streamId,
          RequestCheck.refused(Reason.NOT_OWNER, "node " + node + " is not a member", map));
      return;
    }
    switch (hints.get().append(node, clock.wallMillis(), mutations)) {
      case HintOutcome.Kept done -> {
        waiting.add(new Waiting(done.position(), requester, streamId));
        kept = true;
        turn.touch();
      }
      case HintOutcome.Refused no ->
          requester.answer(streamId, RequestCheck.refused(no.reason(), no.detail(), map));
    }
  }

  /** The turn ends. */
  void commitTurn() {
    if (kept) {
      kept = false;
      hints.get().commitTurn();
    }
  }

  @Override
  public void committed(long position) {
    for (Waiting first = waiting.peek();
        first != null && first.position() <= position;
        first = waiting.peek()) {
      waiting.remove();
      first.requester().answer(first.streamId(), HINT_DONE);
    }
  }

  @Override
  public void refused(long from, long to, Reason reason, String detail) {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting one = each.next();
      if (one.position() >= from && one.position() <= to) {
        each.remove();
        one.requester().answer(one.streamId(), new Response.Unknown(reason, detail));
      }
    }
  }

  @Override
  public void failed(String reason, Throwable cause) {
    failed.accept(reason, cause);
  }
}

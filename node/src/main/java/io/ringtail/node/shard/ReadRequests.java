// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** READ, and CANCEL of it. Confined to the shard's loop. */
final class ReadRequests {
  /**
   * Conditional writes that may come in while what was read for the one before is being loaded: a
   * cache has what was read just now, unless it is very small.
   */
  static final int ROUNDS_MAX = 16;

  private final RequestCheck check;
  private final Acceptors acceptors;
  private final Acknowledgements acknowledgements;
  private final Supplier<ShardStorage> storage;
  private final Clock clock;

  /** Reads that wait for blocks, by whom they are for. */
  private final Map<Asked, ReadInProgress> cancellable = new HashMap<>();

  /** Reads of partitions that wait for blocks. */
  private int loading;

  ReadRequests(
      RequestCheck check,
      Acceptors acceptors,
      Acknowledgements acknowledgements,
      Supplier<ShardStorage> storage,
      Clock clock) {
    this.check = check;
    this.acceptors = acceptors;
    this.acknowledgements = acknowledgements;
    this.storage = storage;
    this.clock = clock;
  }

  /** Who asked for a read, and how they know it. */
  private record Asked(Requester requester, int streamId) {}

  int waiting() {
    return loading;
  }

  void handle(FrameHeader header, Request.Read read, ServedMap map, Requester requester) {
    Response.Refused refused = check.read(read, map, header.epoch());
    if (refused != null) {
      requester.answer(header.streamId(), refused);
      return;
    }
    List<byte[]> keys = read.keys();
    boolean plain = !storage.get().holds(HiddenTables.beside(read.tableId()));
    ReadInProgress several = null;
    for (int i = 0; i < keys.size(); i++) {
      ReadOutcome outcome = plain ? storage.get().read(read, keys.get(i)) : null;
      if (keys.size() == 1 && outcome instanceof ReadOutcome.Answer answer) {
        acknowledgements.answer(
            answer.position(),
            requester,
            header.streamId(),
            new Response.ReadDone(
                List.of(ReadInProgress.answer(read, ConsensusState.NONE, answer)),
                answer.tables()));
        return;
      }
      if (several == null) {
        several = begin(header, read, requester);
      }
      Part part = new Part(several, i, map);
      if (outcome == null) {
        acceptors.tell(read.tableId(), keys.get(i), part);
      } else {
        part.read(outcome);
      }
    }
  }

  private ReadInProgress begin(FrameHeader header, Request.Read read, Requester requester) {
    long micros = header.timeMicros();
    Deadline deadline = micros == 0 ? null : Deadline.inMicros(clock, micros);
    return new ReadInProgress(
        read, requester, header.streamId(), () -> deadline == null || !deadline.passed(clock));
  }

  /** Gives a read up that waits for blocks, if it is one: others have been answered already. */
  void cancel(Requester requester, int streamId, ServedMap map) {
    ReadInProgress read = cancellable.remove(new Asked(requester, streamId));
    if (read != null) {
      read.cancel();
      requester.answer(
          streamId, RequestCheck.refused(Reason.CANCELLED, "whoever asked took it back", map));
    }
  }

  private void answer(ReadInProgress read, ServedMap map) {
    if (read.isCancelled()) {
      return;
    }
    if (!cancellable.isEmpty()) {
      cancellable.remove(new Asked(read.requester(), read.streamId()));
    }
    acknowledgements.answer(read.position(), read.requester(), read.streamId(), read.response(map));
  }

  /**
   * The read of one of several partitions, which tells of its acceptor and its cells at one moment.
   * Where the cells have to be waited for, they may have in part what was accepted and decided
   * meanwhile: so the acceptor is asked again, and if it has gone on, they are read again.
   */
  private final class Part implements Acceptors.Listener {
    private final ReadInProgress several;
    private final int index;
    private final ServedMap map;
    private ConsensusState state = ConsensusState.NONE;

    /** Cells that were waited for, until the acceptor has told that it has not gone on. */
    private ReadOutcome.@Nullable Answer late;

    /** Whether these cells are there since this moment. */
    private boolean isOfThisMoment;

    private int rounds;

    Part(ReadInProgress several, int index, ServedMap map) {
      this.several = several;
      this.index = index;
      this.map = map;
    }

    @Override
    public void told(ConsensusState now, long position) {
      several.told(index, now, position);
      ReadOutcome.Answer waited = late;
      if (!several.isWanted()) {
        take(new ReadOutcome.Unwanted());
      } else if (waited != null && (isOfThisMoment || now.equals(state))) {
        take(waited);
      } else if (rounds++ == ROUNDS_MAX) {
        several.refuse(overtaken(map));
        take(new ReadOutcome.Damaged("it is written to all the time"));
      } else {
        state = now;
        late = null;
        read(storage.get().read(several.read(), key()));
      }
    }

    @Override
    public void damaged(String detail) {
      take(new ReadOutcome.Damaged(detail));
    }

    void read(ReadOutcome outcome) {
      if (outcome instanceof ReadOutcome.Pending pending) {
        loading++;
        cancellable.putIfAbsent(new Asked(several.requester(), several.streamId()), several);
        pending
            .waiting()
            .whenDone(
                several::isWanted,
                done -> {
                  loading--;
                  waited(done);
                });
      } else {
        take(outcome);
      }
    }

    private void waited(ReadOutcome outcome) {
      int tableId = several.read().tableId();
      if (outcome instanceof ReadOutcome.Answer answer
          && storage.get().holds(HiddenTables.beside(tableId))) {
        late = answer;
        isOfThisMoment = true;
        acceptors.tell(tableId, key(), this);
        isOfThisMoment = false;
      } else {
        take(outcome);
      }
    }

    private byte[] key() {
      return several.read().keys().get(index);
    }

    private void take(ReadOutcome outcome) {
      if (several.take(index, outcome)) {
        answer(several, map);
      }
    }
  }

  /** Whoever has to wait for the disk was overtaken by conditional writes again and again. */
  static Response.Refused overtaken(ServedMap map) {
    return RequestCheck.refused(
        Reason.OVERLOADED, "conditional writes were faster than the disk again and again", map);
  }
}

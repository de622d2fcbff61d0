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
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** READ. Confined to the shard's loop. */
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

  /** Reads of partitions that wait for blocks. */
  private int loading;

  ReadRequests(
      RequestCheck check,
      Acceptors acceptors,
      Acknowledgements acknowledgements,
      Supplier<ShardStorage> storage) {
    this.check = check;
    this.acceptors = acceptors;
    this.acknowledgements = acknowledgements;
    this.storage = storage;
  }

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
        several = new ReadInProgress(read);
      }
      Part part = new Part(several, i, map, requester, header.streamId());
      if (outcome == null) {
        acceptors.tell(read.tableId(), keys.get(i), part);
      } else {
        part.read(outcome);
      }
    }
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
    private final Requester requester;
    private final int streamId;
    private ConsensusState state = ConsensusState.NONE;

    /** Cells that were waited for, until the acceptor has told that it has not gone on. */
    private ReadOutcome.@Nullable Answer late;

    /** Whether these cells are there since this moment. */
    private boolean isOfThisMoment;

    private int rounds;

    Part(ReadInProgress several, int index, ServedMap map, Requester requester, int streamId) {
      this.several = several;
      this.index = index;
      this.map = map;
      this.requester = requester;
      this.streamId = streamId;
    }

    @Override
    public void told(ConsensusState now, long position) {
      several.told(index, now, position);
      ReadOutcome.Answer waited = late;
      if (waited != null && (isOfThisMoment || now.equals(state))) {
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
        pending
            .waiting()
            .whenDone(done -> {
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
        acknowledgements.answer(several.position(), requester, streamId, several.response());
      }
    }
  }

  /** Whoever has to wait for the disk was overtaken by conditional writes again and again. */
  static Response.Refused overtaken(ServedMap map) {
    return RequestCheck.refused(
        Reason.OVERLOADED, "conditional writes were faster than the disk again and again", map);
  }
}

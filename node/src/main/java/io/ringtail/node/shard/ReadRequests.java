// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.List;
import java.util.function.Supplier;

/** READ. Confined to the shard's loop. */
final class ReadRequests {
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
                List.of(ReadInProgress.answer(read, ConsensusState.NONE, answer))));
        return;
      }
      if (several == null) {
        several = new ReadInProgress(read);
      }
      Part part = new Part(several, i, requester, header.streamId());
      if (outcome == null) {
        acceptors.tell(read.tableId(), keys.get(i), part);
      } else {
        part.take(outcome);
      }
    }
  }

  /**
   * The read of one of several partitions. Its acceptor tells first, and then the cells are read:
   * so these are no older than the instance that goes along with them.
   */
  private final class Part implements Acceptors.Listener {
    private final ReadInProgress several;
    private final int index;
    private final Requester requester;
    private final int streamId;

    Part(ReadInProgress several, int index, Requester requester, int streamId) {
      this.several = several;
      this.index = index;
      this.requester = requester;
      this.streamId = streamId;
    }

    @Override
    public void told(ConsensusState state, long position) {
      several.told(index, state, position);
      Request.Read read = several.read();
      take(storage.get().read(read, read.keys().get(index)));
    }

    @Override
    public void damaged(String detail) {
      take(new ReadOutcome.Damaged(detail));
    }

    void take(ReadOutcome outcome) {
      if (outcome instanceof ReadOutcome.Pending pending) {
        loading++;
        pending
            .waiting()
            .whenDone(late -> {
              loading--;
              take(late);
            });
      } else if (several.take(index, outcome)) {
        acknowledgements.answer(several.position(), requester, streamId, several.response());
      }
    }
  }
}

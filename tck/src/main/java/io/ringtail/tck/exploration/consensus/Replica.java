// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replica of the partition: its cells and its acceptor, what it has in memory and what of that
 * its disk holds.
 */
final class Replica {
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  /** By how much the floor is ahead of what is promised, at least. */
  private static final int AHEAD = 2;

  private final int number;
  private final Layout layout;
  private final Parts parts;
  private final Decisions decisions;
  private PartitionData data = PartitionData.EMPTY;
  private PartitionData durableData = PartitionData.EMPTY;
  private AcceptorState state = AcceptorState.FRESH;
  private AcceptorState durableState = AcceptorState.FRESH;

  /** Whether all of the state that goes to the disk is there: all but what is promised. */
  private boolean isWritten = true;

  /** What a start takes for promised: whatever was, and as it is raised ahead, a little more. */
  private Ballot floor = Ballot.NONE;

  /** Encoded cells by set; null where they are not encoded since they changed. */
  private final byte[] @Nullable [] contents = new byte[1 << Layout.CELLS_MAX][];

  /** Accepted since the disk was synced last. */
  private final List<Proposal> accepted = new ArrayList<>();

  /** How often it has begun anew. */
  private int life;

  boolean down;

  /** Whether it is down for the whole schedule. */
  boolean staysDown;

  /** Answers that leave when everything in memory is durable. */
  final List<Message> waiting = new ArrayList<>();

  Replica(int number, Layout layout, Parts parts, Decisions decisions) {
    this.number = number;
    this.layout = layout;
    this.parts = parts;
    this.decisions = decisions;
  }

  void reset() {
    data = PartitionData.EMPTY;
    durableData = data;
    state = AcceptorState.FRESH;
    durableState = state;
    floor = Ballot.NONE;
    isWritten = true;
    changed();
    accepted.clear();
    waiting.clear();
    down = false;
    staysDown = false;
  }

  PartitionData data() {
    return data;
  }

  AcceptorState state() {
    return state;
  }

  /** Does what is asked. */
  Response carryOut(Message.Ask ask) {
    return switch (ask) {
      case Message.Read read -> read.digest() ? digest(read.cells()) : read(read.cells());
      case Message.Write write -> {
        write(write.data());
        yield new Response.WriteDone();
      }
      case Message.Prepare prepare ->
          prepare(prepare.ballot(), prepare.cells(), prepare.decisionWanted());
      case Message.Propose propose -> propose(propose.proposal());
      case Message.Commit commit -> commit(commit.proposal());
    };
  }

  void write(PartitionData more) {
    decisions.merging(more);
    PartitionData merged = Merge.partitions(data, more);
    if (!merged.equals(data)) {
      data = merged;
      changed();
    }
  }

  Response.ReadDone read(int cells) {
    return new Response.ReadDone(List.of(new PartitionAnswer(state.told(), content(cells), null)));
  }

  private Response.ReadDone digest(int cells) {
    byte[] digest = PartitionCodec.digest(content(cells));
    return new Response.ReadDone(List.of(new PartitionAnswer(state.told(), digest, null)));
  }

  Response.Prepared prepare(Ballot ballot, int cells, boolean decisionWanted) {
    if (!state.admits(ballot)) {
      return new Response.Prepared(state.promised(), null);
    }
    promise(ballot);
    return promised(state, ballot, cells, decisionWanted);
  }

  /** In memory alone: the floor, which is durable, is above it. */
  private void promise(Ballot ballot) {
    state = state.promise(ballot);
    if (ballot.counter() > floor.counter() - AHEAD) {
      floor = new Ballot(ballot.counter() + AHEAD, -1);
    }
  }

  /** What is told of a promise, with the cells as they are now. */
  private Response.Prepared promised(
      AcceptorState promised, Ballot ballot, int cells, boolean decisionWanted) {
    return new Response.Prepared(
        promised.promised(), promised.answer(ballot.writer(), decisionWanted, 0, content(cells)));
  }

  /** Promises; the cells have to be loaded first. Null where it does not promise. */
  Message.@Nullable Load promise(Message.Prepare prepare) {
    if (!state.admits(prepare.ballot())) {
      return null;
    }
    promise(prepare.ballot());
    return new Message.Load(prepare, state, life);
  }

  /** The cells are there; null where the replica knows nothing of it any more. */
  Response.@Nullable Prepared loaded(Message.Load load) {
    if (load.life() != life) {
      return null;
    }
    Message.Prepare prepare = load.prepare();
    return load.promised().equals(state)
        ? promised(load.promised(), prepare.ballot(), prepare.cells(), prepare.decisionWanted())
        : prepare(prepare.ballot(), prepare.cells(), prepare.decisionWanted());
  }

  Response.Proposed propose(Proposal proposal) {
    if (!parts.admits(state, proposal)) {
      return new Response.Proposed(false, state.promised());
    }
    state = state.accept(proposal);
    isWritten = false;
    accepted.add(proposal);
    return new Response.Proposed(true, state.promised());
  }

  Response.Committed commit(Proposal decided) {
    decisions.committing(decided);
    write(decisions.content(decided));
    AcceptorState before = state;
    state = parts.commit(before, decided);
    isWritten &= state == before;
    return new Response.Committed();
  }

  /** Takes over what another one has of some cells on its disk. */
  void repairFrom(Replica source, int cells) {
    write(layout.cut(source.durableData, cells));
    AcceptorState before = state;
    state = parts.repaired(before, source.durableState);
    isWritten &= state == before;
  }

  boolean isDurable() {
    return data == durableData && isWritten;
  }

  void sync() {
    durableData = data;
    durableState = state;
    isWritten = true;
    for (int i = 0; i < accepted.size(); i++) {
      decisions.accepted(number, accepted.get(i));
    }
    accepted.clear();
  }

  /**
   * Loses what is in memory.
   *
   * @param torn whether what was not synced happens to be on the disk all the same
   */
  void crash(boolean torn) {
    if (torn) {
      sync();
    }
    data = durableData;
    state = parts.restarted(durableState, floor);
    isWritten = true;
    changed();
    accepted.clear();
    waiting.clear();
    life++;
    down = true;
  }

  byte[] content(int cells) {
    if (cells == 0) {
      return NOTHING;
    }
    byte[] content = contents[cells];
    if (content == null) {
      content = PartitionCodec.encode(layout.cut(data, cells));
      contents[cells] = content;
    }
    return content;
  }

  private void changed() {
    for (int i = 0; i < contents.length; i++) {
      contents[i] = null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.consensus.AcceptorCells;
import io.ringtail.node.storage.ScanOutcome;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a scan, put together from a page of data and one of what acceptors know.
 *
 * @param position of the log that must be committed before it may leave
 */
record ScanPage(List<Response.ScanEntry> entries, @Nullable ScanPosition next, long position) {
  private static final byte[] ALL_OF_IT = {};
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  Response response() {
    return new Response.ScanDone(entries, next);
  }

  /** A page of a table without conditional writes. */
  static ScanPage of(ScanOutcome.Page data) {
    List<Response.ScanEntry> entries = new ArrayList<>(data.entries().size());
    for (ScanOutcome.Entry entry : data.entries()) {
      entries.add(entry(entry, ConsensusState.NONE));
    }
    return new ScanPage(entries, data.next(), data.position());
  }

  /**
   * A page with all partitions of which both pages tell that have data, or in which anything was
   * accepted or decided: whoever is behind another is to be found out, with or without data.
   *
   * @param states of the hidden table, from where the data begins
   * @param statesEnd where they end, unless their page ends earlier; null for nowhere
   */
  static ScanPage of(
      ScanOutcome.Page data, ScanOutcome.Page states, @Nullable ScanPosition statesEnd) {
    ScanPosition next = earlier(data.next(), states.next());
    if (statesEnd != null) {
      next = earlier(next, behindPartition(statesEnd));
    }
    List<Response.ScanEntry> entries = new ArrayList<>(data.entries().size());
    int j = 0;
    for (ScanOutcome.Entry cells : before(data.entries(), next)) {
      while (j < states.entries().size() && compare(states.entries().get(j), cells) < 0) {
        addIfUsed(states.entries().get(j++), entries);
      }
      boolean isTold = j < states.entries().size() && compare(states.entries().get(j), cells) == 0;
      entries.add(entry(cells, isTold ? told(states.entries().get(j++)) : ConsensusState.NONE));
    }
    for (ScanOutcome.Entry state :
        before(states.entries().subList(j, states.entries().size()), next)) {
      addIfUsed(state, entries);
    }
    return new ScanPage(entries, next, Math.max(data.position(), states.position()));
  }

  /** Whether acceptors were told of twice with nothing between; what they know never goes. */
  static boolean areSame(ScanOutcome.Page before, ScanOutcome.Page after) {
    if (before.entries().size() != after.entries().size()) {
      return false;
    }
    for (int i = 0; i < before.entries().size(); i++) {
      ScanOutcome.Entry a = before.entries().get(i);
      ScanOutcome.Entry b = after.entries().get(i);
      if (!Arrays.equals(a.key(), b.key()) || !Arrays.equals(a.content(), b.content())) {
        return false;
      }
    }
    return true;
  }

  private static void addIfUsed(ScanOutcome.Entry state, List<Response.ScanEntry> entries) {
    ConsensusState told = told(state);
    if (!told.equals(ConsensusState.NONE)) {
      entries.add(new Response.ScanEntry(state.key(), new PartitionAnswer(told, NOTHING, null)));
    }
  }

  private static ConsensusState told(ScanOutcome.Entry state) {
    return AcceptorCells.read(state.content()).state().told();
  }

  private static Response.ScanEntry entry(ScanOutcome.Entry cells, ConsensusState told) {
    return new Response.ScanEntry(
        cells.key(), new PartitionAnswer(told, cells.content(), cells.covered()));
  }

  /** Acceptors tell of the whole of a partition in which a page of data ends. */
  private static ScanPosition behindPartition(ScanPosition end) {
    return end.clustering().length == 0
        ? end
        : new ScanPosition(end.token(), ByteRange.after(end.key()), ALL_OF_IT);
  }

  /** The entries of which something lies before a position. */
  private static List<ScanOutcome.Entry> before(
      List<ScanOutcome.Entry> entries, @Nullable ScanPosition end) {
    int count = entries.size();
    while (end != null && count > 0) {
      byte[] key = entries.get(count - 1).key();
      if (ScanOutcome.isBefore(Token.hash(key), key, end)) {
        break;
      }
      count--;
    }
    return entries.subList(0, count);
  }

  private static int compare(ScanOutcome.Entry a, ScanOutcome.Entry b) {
    int byToken = Long.compareUnsigned(Token.hash(a.key()), Token.hash(b.key()));
    return byToken != 0 ? byToken : Arrays.compareUnsigned(a.key(), b.key());
  }

  private static @Nullable ScanPosition earlier(
      @Nullable ScanPosition a, @Nullable ScanPosition b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = Long.compareUnsigned(a.token(), b.token());
    if (order == 0) {
      order = Arrays.compareUnsigned(a.key(), b.key());
    }
    if (order == 0) {
      order = Arrays.compareUnsigned(a.clustering(), b.clustering());
    }
    return order <= 0 ? a : b;
  }
}

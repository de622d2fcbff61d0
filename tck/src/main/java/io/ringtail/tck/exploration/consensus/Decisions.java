// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.tck.exploration.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What acceptors have accepted on their disks, and what is decided by that: an instance decides one
 * thing, nothing else is ever committed, and no version of a cell has two values.
 */
final class Decisions {
  /** A proposal in one round, and who accepted it, by bits. */
  private static final class Vote {
    final Proposal proposal;
    int acceptors;

    Vote(Proposal proposal) {
      this.proposal = proposal;
    }
  }

  /** A cell that some replica held once. */
  private record Known(byte row, Cell cell) {}

  private final int majority;
  private final List<Vote> votes = new ArrayList<>();
  private final List<Proposal> decided = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private byte @Nullable [] lastContent;
  private PartitionData lastData = PartitionData.EMPTY;

  Decisions(int majority) {
    this.majority = majority;
  }

  void reset() {
    votes.clear();
    decided.clear();
    known.clear();
  }

  /** How many instances are decided. */
  int count() {
    return decided.size();
  }

  void accepted(int replica, Proposal proposal) {
    Vote vote = null;
    for (int i = 0; i < votes.size() && vote == null; i++) {
      Vote other = votes.get(i);
      if (other.proposal.ballot().equals(proposal.ballot())) {
        if (!other.proposal.equals(proposal)) {
          throw new BrokenPromise(other.proposal + " and " + proposal + " were both proposed");
        }
        vote = other;
      }
    }
    if (vote == null) {
      vote = new Vote(proposal);
      votes.add(vote);
    }
    vote.acceptors |= 1 << replica;
    if (Integer.bitCount(vote.acceptors) >= majority) {
      decide(proposal);
    }
  }

  private void decide(Proposal proposal) {
    Proposal before = of(proposal.instance());
    if (before == null) {
      decided.add(proposal);
    } else if (!before.isSameAs(proposal)) {
      throw new BrokenPromise(before + " was decided, and " + proposal + " as well");
    }
  }

  private @Nullable Proposal of(long instance) {
    for (int i = 0; i < decided.size(); i++) {
      if (decided.get(i).instance() == instance) {
        return decided.get(i);
      }
    }
    return null;
  }

  void committing(Proposal proposal) {
    Proposal before = of(proposal.instance());
    if (before == null || !before.isSameAs(proposal)) {
      throw new BrokenPromise(
          proposal + " is committed, but " + (before == null ? "nothing" : before) + " is decided");
    }
  }

  /** What a proposal writes. */
  PartitionData content(Proposal proposal) {
    if (lastContent != proposal.content()) {
      lastContent = proposal.content();
      lastData = PartitionCodec.decode(proposal.content());
    }
    return lastData;
  }

  /** A replica is about to merge data. */
  void merging(PartitionData data) {
    for (int i = 0; i < data.rows().size(); i++) {
      Row row = data.rows().get(i);
      for (int j = 0; j < row.cells().size(); j++) {
        note(row.clustering()[0], row.cells().get(j));
      }
    }
  }

  private void note(byte row, Cell cell) {
    for (int i = 0; i < known.size(); i++) {
      Known other = known.get(i);
      if (other.cell() == cell) {
        return;
      }
      if (other.row() == row && isSameVersion(other.cell(), cell)) {
        if (!other.cell().equals(cell)) {
          throw new BrokenPromise("two values have one version: " + other.cell() + ", " + cell);
        }
        return;
      }
    }
    known.add(new Known(row, cell));
  }

  private static boolean isSameVersion(Cell a, Cell b) {
    Version version = a.version();
    return a.columnId() == b.columnId() && version.equals(b.version());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.AcceptorState;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.tck.exploration.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, as nobody in the cluster can know it: a map is decided once the disks of a
 * majority hold its acceptance under one ballot.
 */
final class History {
  private static final class Ballots {
    final Ballot ballot;
    final ClusterMap map;
    int voters;

    Ballots(Ballot ballot, ClusterMap map) {
      this.ballot = ballot;
      this.map = map;
    }
  }

  private final List<Ballots> ballots = new ArrayList<>();

  /** The decided maps in order of their epochs, from the first. */
  private final List<ClusterMap> decided = new ArrayList<>();

  void reset(ClusterMap initial) {
    ballots.clear();
    decided.clear();
    decided.add(initial);
  }

  /** A voter's disk holds that it has accepted. */
  void accepted(int voter, AcceptorState state, int majority) {
    Ballot ballot = state.vote().acceptedBallot();
    ClusterMap map = state.vote().accepted();
    if (ballot == null || map == null) {
      return;
    }
    Ballots votes = votes(ballot, map);
    if (!votes.map.change().equals(map.change())) {
      throw new BrokenPromise(
          "one ballot carries two: " + Words.of(votes.map) + " and " + Words.of(map));
    }
    votes.voters |= 1 << voter;
    if (Integer.bitCount(votes.voters) >= majority) {
      decide(map);
    }
  }

  private Ballots votes(Ballot ballot, ClusterMap map) {
    for (int i = 0; i < ballots.size(); i++) {
      Ballots votes = ballots.get(i);
      if (votes.ballot.equals(ballot) && votes.map.epoch().equals(map.epoch())) {
        return votes;
      }
    }
    Ballots votes = new Ballots(ballot, map);
    ballots.add(votes);
    return votes;
  }

  private void decide(ClusterMap map) {
    ClusterMap known = at(map);
    if (known == null) {
      if (map.epoch().number() != decided.size() + 1L) {
        throw new BrokenPromise(Words.of(map) + " was decided behind " + decided.size());
      }
      for (ClusterMap before : decided) {
        if (before.change().equals(map.change())) {
          throw new BrokenPromise(Words.of(map) + " was decided before: " + Words.of(before));
        }
      }
      decided.add(map);
    } else if (!known.change().equals(map.change())) {
      throw new BrokenPromise(Words.of(map) + " was decided, and " + Words.of(known) + " as well");
    }
  }

  /** Somebody holds a map for decided. */
  void believed(ClusterMap map) {
    ClusterMap known = at(map);
    if (known == null || !known.change().equals(map.change())) {
      throw new BrokenPromise(
          Words.of(map)
              + " is believed to be decided, but "
              + (known == null ? "nothing is" : Words.of(known) + " is"));
    }
  }

  int epochs() {
    return decided.size();
  }

  ClusterMap newest() {
    return decided.get(decided.size() - 1);
  }

  boolean contains(ChangeId id) {
    for (int i = 0; i < decided.size(); i++) {
      if (decided.get(i).change().equals(id)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a table was there, or not, in any of the maps from one on. */
  boolean had(TableName table, boolean there, int fromEpoch) {
    for (int i = fromEpoch - 1; i < decided.size(); i++) {
      if (decided.get(i).schema().table(table).isPresent() == there) {
        return true;
      }
    }
    return false;
  }

  private @Nullable ClusterMap at(ClusterMap map) {
    int index = (int) map.epoch().number() - 1;
    return index < decided.size() ? decided.get(index) : null;
  }
}

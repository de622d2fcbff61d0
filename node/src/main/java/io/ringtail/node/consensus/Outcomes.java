// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.consensus;

import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.ProposalId;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose proposals a partition's instances have decided, as far as that is remembered: of each
 * writer the last one, which is all that it may ask for, since a writer proposes for one instance
 * at a time and learns what it decided before it proposes for another. Immutable.
 *
 * @param forgottenUpTo of instances up to this one it is not known any more whose they were
 * @param entries of one writer each, the least recent first
 */
public record Outcomes(long forgottenUpTo, List<Entry> entries) {
  /**
   * The last decided proposal of a writer.
   *
   * @param instance that decided it
   * @param number of the proposal
   */
  public record Entry(long writer, long instance, long number) {}

  /**
   * Most writers that are remembered: more than ever propose for one partition within the time that
   * one of them waits, and below two kilobytes.
   */
  static final int ENTRIES_MAX = 64;

  static final Outcomes NONE = new Outcomes(0, List.of());

  public Outcomes {
    entries = List.copyOf(entries);
  }

  /** With what an instance has decided; replicas may learn of instances in any order. */
  Outcomes with(long instance, ProposalId id) {
    if (id.equals(ProposalId.NOBODY) || instance <= forgottenUpTo) {
      return this;
    }
    List<Entry> next = new ArrayList<>(entries.size() + 1);
    for (Entry entry : entries) {
      if (entry.writer() != id.writer()) {
        next.add(entry);
      } else if (entry.instance() >= instance) {
        return this;
      }
    }
    int at = next.size();
    while (at > 0 && next.get(at - 1).instance() > instance) {
      at--;
    }
    next.add(at, new Entry(id.writer(), instance, id.number()));
    return next.size() <= ENTRIES_MAX
        ? new Outcomes(forgottenUpTo, next)
        : new Outcomes(next.get(0).instance(), next.subList(1, next.size()));
  }

  /** What is known of a writer's proposals. */
  Promise.Outcome of(long writer) {
    for (Entry entry : entries) {
      if (entry.writer() == writer) {
        return new Promise.Outcome(entry.instance(), entry.number(), forgottenUpTo);
      }
    }
    return forgottenUpTo == 0 ? Promise.Outcome.NONE : new Promise.Outcome(0, 0, forgottenUpTo);
  }
}

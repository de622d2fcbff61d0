// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.util.List;
import java.util.function.Consumer;

/** The way to the targets of hints. Confined to the loop. */
@FunctionalInterface
public interface HintSender {
  /** What became of hints that were sent. */
  enum Outcome {
    /** The target has all of them, durably. */
    DELIVERED,
    /** Not known to be there, for whatever reason: all of them are sent again later. */
    RETRY,
    /** None of them applies any more, as the target or the table is gone. */
    GONE
  }

  /**
   * Sends hints to a target. They may be of several tables and partitions; some of them may have
   * been sent before. Until it is told what became of them, no others are sent to that target.
   *
   * @param mutations oldest first
   * @param oldestMillis when the oldest of them was made, by the wall clock
   * @param done told once, on the loop, at once or later
   */
  void send(NodeId target, List<Mutation> mutations, long oldestMillis, Consumer<Outcome> done);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.message.ScanPosition;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of a scan. */
public sealed interface ScanOutcome {
  /**
   * Partitions in token order.
   *
   * @param next where to go on; null at the end
   * @param position of the log that must be committed before the answer may leave; 0 when nothing
   *     needs to be waited for
   */
  record Page(List<Entry> entries, @Nullable ScanPosition next, long position)
      implements ScanOutcome {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** Whether something of a partition lies before a position. */
  static boolean isBefore(long token, byte[] key, ScanPosition position) {
    int order = Long.compareUnsigned(token, position.token());
    if (order == 0) {
      order = Arrays.compareUnsigned(key, position.key());
    }
    return order < 0 || (order == 0 && position.clustering().length > 0);
  }

  /**
   * A partition, or the part of it from the scan's position on.
   *
   * @param content as in {@link ReadOutcome.Answer}
   * @param covered the clustering key at which the page was cut; null when it was not
   */
  record Entry(byte[] key, byte[] content, byte @Nullable [] covered) {}

  /** Part of what is needed cannot be trusted: there is no answer. */
  record Damaged(String detail) implements ScanOutcome {}

  /** Blocks are being read from disk. */
  interface Waiting {
    /** Says whom to tell the final outcome, later, on the loop. Called once, at once. */
    void whenDone(Consumer<ScanOutcome> consumer);
  }

  /** Not in memory: the final outcome, never this one again, comes later. */
  record Pending(Waiting waiting) implements ScanOutcome {}
}

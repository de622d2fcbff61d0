// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of the read of a partition. */
public sealed interface ReadOutcome {
  /**
   * What is known of the slice, in the terms of {@link
   * io.ringtail.protocol.message.PartitionAnswer}.
   *
   * @param content canonical encoding of the normal form at the read's moment; not to be changed
   * @param covered where the row limit cut the slice; null when it did not
   * @param position of the log that must be committed before the answer may leave; 0 when nothing
   *     needs to be waited for
   * @param tables how many SSTables were asked for it
   */
  record Answer(byte[] content, byte @Nullable [] covered, long position, int tables)
      implements ReadOutcome {}

  /** Part of what is needed cannot be trusted: there is no answer. */
  record Damaged(String detail) implements ReadOutcome {}

  /** Nobody wanted the answer any more before everything was there. */
  record Unwanted() implements ReadOutcome {}

  /** Blocks are being read from disk. */
  interface Waiting {
    /**
     * Says whom to tell the final outcome, later, on the loop. Called once, at once.
     *
     * @param wanted whether anybody waits for it; asked on any thread, and not true again once it
     *     was false. What only such reads need is not read from disk.
     */
    void whenDone(BooleanSupplier wanted, Consumer<ReadOutcome> consumer);

    /** As above, for what is wanted whatever comes. */
    default void whenDone(Consumer<ReadOutcome> consumer) {
      whenDone(() -> true, consumer);
    }
  }

  /** Not in memory: the final outcome, never this one again, comes later. */
  record Pending(Waiting waiting) implements ReadOutcome {}
}

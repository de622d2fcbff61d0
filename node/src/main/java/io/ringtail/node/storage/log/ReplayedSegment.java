// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.util.List;

/**
 * What a replay found in a segment.
 *
 * @param end offset of its seal, or of the first place where no record is
 * @param holes stretches before that whose records are lost
 * @param unreadable whether some of its bytes cannot be read
 */
record ReplayedSegment(int id, int end, boolean sealed, List<Hole> holes, boolean unreadable) {
  ReplayedSegment {
    holes = List.copyOf(holes);
  }

  /** A stretch, from the start of one record to that of another. */
  record Hole(int from, int to) {}

  /**
   * Whether all of it is on disk as it should be.
   *
   * @param synced up to where a record says that the log was on disk
   */
  boolean isKnownToBeOnDisk(long synced) {
    return sealed
        && !unreadable
        && holes.isEmpty()
        && LogPosition.of(id, end + LogFormat.SEAL_BYTES) <= synced;
  }
}

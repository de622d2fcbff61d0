// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.row.Version;

/** What a merge of tables may leave out for good, beside what a deletion shadows. */
public interface Purge {
  /** Leaves everything as it is. */
  Purge NOTHING =
      new Purge() {
        @Override
        public long expiredMillis() {
          return 0;
        }

        @Override
        public long olderThan() {
          return 0;
        }

        @Override
        public boolean droppable(long token, Version deletion) {
          return false;
        }
      };

  /** Cells that expired by this time become tombstones; no reader's clock may be before it. */
  long expiredMillis();

  /** Every deletion that is droppable has a timestamp below this; 0 where none is. */
  long olderThan();

  /** Whether {@link #droppable} is ever true; if not, deletions are not looked for. */
  default boolean drops() {
    return olderThan() > 0;
  }

  /**
   * Whether a deletion of a partition may be forgotten: it is old enough, and nothing that it
   * shadows can be left anywhere but in the merged sources.
   */
  boolean droppable(long token, Version deletion);
}

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
        public boolean drops() {
          return false;
        }

        @Override
        public boolean droppable(long token, Version deletion) {
          return false;
        }
      };

  /** Cells that expired by this time become tombstones; no reader's clock may be before it. */
  long expiredMillis();

  /** Whether {@link #droppable} is ever true; if not, deletions are not looked for. */
  boolean drops();

  /**
   * Whether a deletion of a partition may be forgotten: it is old enough, and nothing that it
   * shadows can be left anywhere but in the merged sources.
   */
  boolean droppable(long token, Version deletion);
}

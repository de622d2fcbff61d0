// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import org.jspecify.annotations.Nullable;

/** What a block of a table holds. */
public enum BlockKind {
  /** Partitions in token order. */
  PARTITIONS(1),
  /** Rows of a wide partition. */
  ROWS(2),
  /** Where the blocks of partitions are. */
  INDEX(3),
  /** A filter over the tokens of some of the partitions. */
  FILTER(4),
  /** The table's statistics. */
  STATISTICS(5),
  /** Where the blocks of rows of a wide partition are, or the blocks that know. */
  ROW_INDEX(6),
  /** Where the filters are. */
  FILTERS(7);

  private static final BlockKind[] ALL = values();

  private final byte code;

  BlockKind(int code) {
    this.code = (byte) code;
  }

  /** The number in files; never used again. */
  byte code() {
    return code;
  }

  /** The kind of a number; null when there is none. */
  static @Nullable BlockKind of(byte code) {
    return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.merge;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The smallest thing that can be known of a partition: one cell, one row's mark, or one deletion.
 *
 * @param row that it speaks of; in a range, the first
 * @param rowEnd behind the last row that it speaks of; the one after all rows stands for no end
 */
record Fact(Kind kind, int row, int rowEnd, Version version, byte @Nullable [] value, long expiry) {
  /** What it says. */
  enum Kind {
    CELL,
    MARK,
    ROW_DELETED,
    RANGE_DELETED,
    PARTITION_DELETED
  }

  static final int ROWS = 2;
  static final int COLUMN = 1;
  private static final long EXPIRY = 5;
  private static final byte[][] VALUES = {{}, {1}};

  /** All facts there are about two rows of one column, at versions of two writers of one moment. */
  static final List<Fact> ALL = all();

  private static List<Fact> all() {
    List<Fact> facts = new ArrayList<>();
    // Writers compare as unsigned numbers: the second is the greater.
    for (Version version : List.of(new Version(9, 1, 0), new Version(9, -1, 0))) {
      for (int row = 0; row < ROWS; row++) {
        for (byte[] value : VALUES) {
          facts.add(new Fact(Kind.CELL, row, row + 1, version, value, Expiry.NEVER));
          facts.add(new Fact(Kind.CELL, row, row + 1, version, value, EXPIRY));
        }
        facts.add(new Fact(Kind.CELL, row, row + 1, version, null, Expiry.NEVER));
        facts.add(new Fact(Kind.MARK, row, row + 1, version, null, row * EXPIRY));
        facts.add(new Fact(Kind.ROW_DELETED, row, row + 1, version, null, Expiry.NEVER));
        for (int end = row + 1; end <= ROWS; end++) {
          facts.add(new Fact(Kind.RANGE_DELETED, row, end, version, null, Expiry.NEVER));
        }
      }
      facts.add(new Fact(Kind.PARTITION_DELETED, 0, ROWS, version, null, Expiry.NEVER));
    }
    return List.copyOf(facts);
  }

  boolean isDeletion() {
    return kind.compareTo(Kind.ROW_DELETED) >= 0;
  }

  boolean concerns(int otherRow) {
    return row <= otherRow && otherRow < rowEnd;
  }

  PartitionData data() {
    return switch (kind) {
      case CELL ->
          of(new Row(key(row), null, null, List.of(new Cell(COLUMN, version, value, expiry))));
      case MARK -> of(new Row(key(row), new Liveness(version, expiry), null, List.of()));
      case ROW_DELETED -> of(new Row(key(row), null, version, List.of()));
      case RANGE_DELETED ->
          new PartitionData(
              null,
              List.of(
                  new RangeTombstone(
                      new ByteRange(key(row), rowEnd == ROWS ? null : key(rowEnd)), version)),
              List.of());
      case PARTITION_DELETED -> new PartitionData(version, List.of(), List.of());
    };
  }

  static byte[] key(int row) {
    return new byte[] {(byte) row};
  }

  private static PartitionData of(Row row) {
    return new PartitionData(null, List.of(), List.of(row));
  }
}

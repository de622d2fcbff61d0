// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.sstable.TableStatistics.Counts;
import io.ringtail.protocol.codec.ContentReader;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.time.Timestamp;
import java.util.Arrays;

/**
 * Gathers a table's statistics from the canonical encodings that are written to it. It walks over
 * their bytes as {@code docs/formats/protocol.md} lays them out, and makes no objects of them:
 * every partition of every compaction comes by here. Confined to the writer's thread.
 */
final class StatisticsCollector {
  // Flags of a partition.
  private static final int PARTITION_DELETION = 1;
  private static final int PARTITION_RANGES = 1 << 1;
  private static final int PARTITION_ONE_ROW = 1 << 2;
  private static final int PARTITION_SEVERAL_ROWS = 1 << 3;

  // Flags of a row.
  private static final int ROW_LIVENESS = 1;
  private static final int ROW_LIVENESS_EXPIRES = 1 << 1;
  private static final int ROW_DELETION = 1 << 2;
  private static final int ROW_SEVERAL_VERSIONS = 1 << 3;

  // Flags of a cell, below the distance of its column id.
  private static final int CELL_TOMBSTONE = 1;
  private static final int CELL_EXPIRES = 1 << 1;
  private static final int CELL_FLAG_BITS = 2;

  private final TombstoneHistogram.Builder histogram = new TombstoneHistogram.Builder();
  private long partitions;
  private long rows;
  private long cells;
  private long tombstones;
  private long rowDeletions;
  private long wideDeletions;
  private long marks;
  private final ColumnSet.Builder columns = new ColumnSet.Builder();
  private long tokenMin;
  private long tokenMax;
  private byte[] clusteringMin = Row.NO_CLUSTERING;
  private byte[] clusteringMax = Row.NO_CLUSTERING;
  private long timestampMin = Long.MAX_VALUE;
  private long timestampMax;
  private long liveUntilMillis;
  private long[] timestamps = new long[8];

  /** Whether a version is one of a conditional write, by its place in the row. */
  private boolean[] conditional = new boolean[8];

  /** Sees that there is one more partition; they come in the order of tokens. */
  void addPartition(long token) {
    if (partitions++ == 0) {
      tokenMin = token;
    }
    tokenMax = token;
  }

  /**
   * Sees what a canonical encoding holds, which is a part of an array: all of a partition, or a
   * part of it.
   */
  void addContent(byte[] content, int start, int end) {
    ContentReader in = new ContentReader(content, start, end);
    int flags = in.u8();
    if ((flags & PARTITION_DELETION) != 0) {
      wideDeletions++;
      addTombstone(in);
    }
    if ((flags & PARTITION_RANGES) != 0) {
      addRanges(in);
    }
    if ((flags & PARTITION_ONE_ROW) != 0) {
      addRow(in, content, true, true);
    } else if ((flags & PARTITION_SEVERAL_ROWS) != 0) {
      int count = in.varint();
      for (int i = 0; i < count; i++) {
        addRow(in, content, i == 0, i == count - 1);
      }
    }
  }

  /** Sees what the canonical encoding of a row holds, which is a part of an array. */
  void addRow(byte[] bytes, int start, int end) {
    addRow(new ContentReader(bytes, start, end), bytes, true, true);
  }

  private void addRanges(ContentReader in) {
    int count = in.varint();
    for (int i = 0; i < count; i++) {
      in.skip(in.varint());
      in.skip(Math.max(0, in.varint() - 1));
      wideDeletions++;
      addTombstone(in);
    }
  }

  /**
   * Sees a row; rows ascend within one encoding, so the first and the last tell the bounds of keys.
   */
  private void addRow(ContentReader in, byte[] content, boolean first, boolean last) {
    int flags = in.u8();
    int clusteringBytes = in.varint();
    int clusteringAt = in.position();
    in.skip(clusteringBytes);
    if (first) {
      boundBelow(content, clusteringAt, clusteringAt + clusteringBytes);
    }
    if (last) {
      boundAbove(content, clusteringAt, clusteringAt + clusteringBytes);
    }
    rows++;
    readVersions(in, (flags & ROW_SEVERAL_VERSIONS) != 0);
    int used = 0;
    if ((flags & ROW_LIVENESS) != 0) {
      used++;
      marks++;
      addExpiry((flags & ROW_LIVENESS_EXPIRES) != 0 ? in.u64() : Expiry.NEVER, conditional[0]);
    }
    if ((flags & ROW_DELETION) != 0) {
      rowDeletions++;
      addTombstone(timestamps[used], conditional[used]);
    }
    addCells(in, (flags & ROW_SEVERAL_VERSIONS) != 0);
  }

  private void addCells(ContentReader in, boolean severalVersions) {
    int count = in.varint();
    long columnId = -1;
    for (int i = 0; i < count; i++) {
      long head = in.varint(Long.MAX_VALUE);
      columnId += 1 + (head >> CELL_FLAG_BITS);
      columns.add(columnId);
      int version = severalVersions ? in.varint() : 0;
      if ((head & CELL_TOMBSTONE) != 0) {
        addTombstone(timestamps[version], conditional[version]);
      } else {
        cells++;
        addExpiry((head & CELL_EXPIRES) != 0 ? in.u64() : Expiry.NEVER, conditional[version]);
        in.skip(in.varint());
      }
    }
  }

  private void readVersions(ContentReader in, boolean several) {
    int count = several ? in.varint() : 1;
    if (timestamps.length < count) {
      timestamps = new long[count];
      conditional = new boolean[count];
    }
    for (int i = 0; i < count; i++) {
      timestamps[i] = timestamp(in);
      conditional[i] = in.varint() > 0;
    }
  }

  /** Reads a version but for its count; returns its timestamp. */
  private long timestamp(ContentReader in) {
    long timestamp = in.u64();
    in.u64();
    timestampMin = Math.min(timestampMin, timestamp);
    timestampMax = Math.max(timestampMax, timestamp);
    return timestamp;
  }

  private void addTombstone(ContentReader in) {
    long timestamp = timestamp(in);
    addTombstone(timestamp, in.varint() > 0);
  }

  /**
   * Sees a deletion. When one was made that stems from a conditional write is not known: its
   * timestamp is that of the plain write below it. It does not leave, and nor does its file.
   */
  private void addTombstone(long timestamp, boolean isConditional) {
    tombstones++;
    if (isConditional) {
      liveUntilMillis = TableStatistics.FOR_EVER;
    } else {
      histogram.add(Timestamp.millis(timestamp));
    }
  }

  /** Sees when a cell or mark expires. One of a conditional write is a deletion then that stays. */
  private void addExpiry(long expiryMillis, boolean isConditional) {
    if (expiryMillis == Expiry.NEVER || isConditional) {
      liveUntilMillis = TableStatistics.FOR_EVER;
    } else {
      liveUntilMillis = Math.max(liveUntilMillis, expiryMillis);
      histogram.add(expiryMillis);
    }
  }

  private void boundBelow(byte[] content, int from, int to) {
    if (rows == 0
        || Arrays.compareUnsigned(content, from, to, clusteringMin, 0, clusteringMin.length) < 0) {
      clusteringMin = Arrays.copyOfRange(content, from, to);
    }
  }

  private void boundAbove(byte[] content, int from, int to) {
    if (Arrays.compareUnsigned(content, from, to, clusteringMax, 0, clusteringMax.length) > 0) {
      clusteringMax = Arrays.copyOfRange(content, from, to);
    }
  }

  long partitions() {
    return partitions;
  }

  long tokenMax() {
    return tokenMax;
  }

  /**
   * What was seen.
   *
   * @param rawBytes bytes of all data blocks before compression
   * @param storedBytes bytes of all data blocks in the file
   */
  TableStatistics statistics(NewTable table, long rawBytes, long storedBytes) {
    return new TableStatistics(
        table.tableId(),
        table.compression(),
        table.repairedAtMillis(),
        new Counts(partitions, rows, marks, cells, tombstones, rowDeletions, wideDeletions),
        columns.build(),
        tokenMin,
        tokenMax,
        clusteringMin,
        clusteringMax,
        timestampMax == 0 ? 0 : timestampMin,
        timestampMax,
        liveUntilMillis,
        histogram.build(),
        rawBytes,
        storedBytes);
  }
}

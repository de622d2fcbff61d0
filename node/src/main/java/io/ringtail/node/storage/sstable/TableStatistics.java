// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.schema.Compression;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a table without reading it.
 *
 * @param tableId id of the table in the schema
 * @param compression how its blocks are compressed, those that gain by it
 * @param repairedAtMillis by when all replicas had what is in it; 0 when that is not known
 * @param counts what it holds
 * @param columns of which columns it has cells, deleted ones too
 * @param tokenMin least token, unsigned; 0 when there is no partition
 * @param tokenMax greatest token, unsigned
 * @param clusteringMin least clustering key of a row; empty when there is no row
 * @param clusteringMax greatest clustering key of a row; empty when there is no row
 * @param timestampMin least timestamp of all versions in it; 0 when there is none
 * @param timestampMax greatest timestamp
 * @param liveUntilMillis when the last of its cells and INSERT marks expires: {@link #FOR_EVER}
 *     when one never does, or anything is deleted or expires that stems from a conditional write; 0
 *     when there is none
 * @param tombstones when its deletions were made and its cells expire, but for those that stem from
 *     conditional writes
 * @param rawBytes bytes of all data blocks before compression
 * @param storedBytes bytes of all data blocks in the file
 */
public record TableStatistics(
    int tableId,
    Compression compression,
    long repairedAtMillis,
    Counts counts,
    ColumnSet columns,
    long tokenMin,
    long tokenMax,
    byte[] clusteringMin,
    byte[] clusteringMax,
    long timestampMin,
    long timestampMax,
    long liveUntilMillis,
    TombstoneHistogram tombstones,
    long rawBytes,
    long storedBytes) {
  /** {@link #liveUntilMillis} of a table with something that does not expire. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  private static final int FIXED_BYTES = 4 + 1 + 15 * 8 + 4 + 4;

  /**
   * How much of what a table holds.
   *
   * @param marks those that INSERT leaves at rows
   * @param cells those with a value
   * @param tombstones deletions of all kinds: of cells, rows, ranges and partitions
   * @param rowDeletions those of them that are of rows
   * @param wideDeletions those of them that cover more than a row: of ranges and partitions
   */
  public record Counts(
      long partitions,
      long rows,
      long marks,
      long cells,
      long tombstones,
      long rowDeletions,
      long wideDeletions) {
    private void encode(ByteBuffer out) {
      out.putLong(partitions).putLong(rows).putLong(marks).putLong(cells);
      out.putLong(tombstones).putLong(rowDeletions).putLong(wideDeletions);
    }

    private static Counts decode(ByteBuffer in) {
      return new Counts(
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong());
    }
  }

  public long partitions() {
    return counts.partitions();
  }

  /** Whether the table may say something about rows of a slice. */
  public boolean concerns(ByteRange slice) {
    return counts.wideDeletions() > 0
        || (counts.rows() > 0
            && Arrays.compareUnsigned(slice.start(), clusteringMax) <= 0
            && slice.isBeforeEnd(clusteringMin));
  }

  /** About how many deletions were made, and cells expired, before a moment. */
  public long droppableBefore(long millis) {
    return tombstones.droppableBefore(millis);
  }

  byte[] encode() {
    ByteBuffer out =
        ByteBuffer.allocate(
            FIXED_BYTES
                + columns.encodedBytes()
                + clusteringMin.length
                + clusteringMax.length
                + tombstones.encodedBytes());
    out.putInt(tableId).put(TableFormat.codeOf(compression)).putLong(repairedAtMillis);
    counts.encode(out);
    columns.encode(out);
    out.putLong(tokenMin).putLong(tokenMax).putLong(timestampMin).putLong(timestampMax);
    out.putLong(liveUntilMillis).putLong(rawBytes).putLong(storedBytes);
    out.putInt(clusteringMin.length).put(clusteringMin);
    out.putInt(clusteringMax.length).put(clusteringMax);
    tombstones.encode(out);
    return out.array();
  }

  /**
   * Reads statistics from a block that is checked.
   *
   * @throws IllegalArgumentException when they do not have this form all the same
   */
  static TableStatistics decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int tableId = in.getInt();
      Compression compression = TableFormat.compressionOf(in.get());
      long repairedAtMillis = in.getLong();
      Counts counts = Counts.decode(in);
      ColumnSet columns = ColumnSet.decode(in);
      long[] numbers = new long[7];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = in.getLong();
      }
      return new TableStatistics(
          tableId,
          compression,
          repairedAtMillis,
          counts,
          columns,
          numbers[0],
          numbers[1],
          bytes(in),
          bytes(in),
          numbers[2],
          numbers[3],
          numbers[4],
          TombstoneHistogram.decode(in),
          numbers[5],
          numbers[6]);
    } catch (BufferUnderflowException | NegativeArraySizeException cut) {
      throw new IllegalArgumentException("statistics of " + bytes.length + " bytes are cut", cut);
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a key of " + length + " bytes in statistics, of which " + in.remaining() + " are left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableStatistics statistics
        && Arrays.equals(encode(), statistics.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical encoding of partitions, on the wire, in the commit log and in tables: data in
 * normal form that is equal has equal bytes. {@code docs/formats/protocol.md} has the table.
 */
public final class PartitionCodec {
  /** Bytes of a digest. */
  public static final int DIGEST_BYTES = 16;

  static final int DELETION = 1;
  static final int RANGES = 1 << 1;
  static final int ONE_ROW = 1 << 2;
  static final int SEVERAL_ROWS = 1 << 3;
  static final int FLAGS_ALL = (1 << 4) - 1;

  /** Shortest range tombstone: empty start, no end, a version. */
  private static final int RANGE_BYTES_MIN = 1 + 1 + ContentReader.VERSION_BYTES_MIN;

  /** More than flags, clustering length, version and counts of a row with one small cell. */
  private static final int OVERHEAD_BYTES_EXPECTED = 48;

  private PartitionCodec() {}

  /** Encodes data in normal form. */
  public static byte[] encode(PartitionData data) {
    ContentWriter out = new ContentWriter(bytesExpected(data.rows()));
    encode(data, out);
    return out.toBytes();
  }

  /** Appends data in normal form. */
  public static void encode(PartitionData data, ContentWriter out) {
    List<RangeTombstone> ranges = data.ranges();
    List<Row> rows = data.rows();
    Version deletion = data.deletion();
    out.u8(
        (deletion == null ? 0 : DELETION)
            | (ranges.isEmpty() ? 0 : RANGES)
            | (rows.size() == 1 ? ONE_ROW : 0)
            | (rows.size() > 1 ? SEVERAL_ROWS : 0));
    if (deletion != null) {
      out.version(deletion);
    }
    if (!ranges.isEmpty()) {
      out.varint(ranges.size());
      ranges.forEach(tombstone -> encodeRange(tombstone, out));
    }
    if (rows.size() > 1) {
      out.varint(rows.size());
    }
    for (int i = 0; i < rows.size(); i++) {
      RowCodec.encode(rows.get(i), out);
    }
  }

  /**
   * Reads an encoding, and checks that it is canonical.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not
   */
  public static PartitionData decode(byte[] content) {
    return decode(new ContentReader(content, 0, content.length));
  }

  /**
   * Reads an encoding up to the reader's end, and checks that it is canonical.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not
   */
  public static PartitionData decode(ContentReader in) {
    int flags = in.u8();
    boolean both = (flags & (ONE_ROW | SEVERAL_ROWS)) == (ONE_ROW | SEVERAL_ROWS);
    if (flags > FLAGS_ALL || both) {
      throw in.malformed("a partition's flags are " + flags);
    }
    Version deletion = (flags & DELETION) == 0 ? null : in.version();
    List<RangeTombstone> ranges = (flags & RANGES) == 0 ? List.of() : decodeRanges(deletion, in);
    List<Row> rows;
    if ((flags & SEVERAL_ROWS) != 0) {
      rows = decodeRows(deletion, ranges, in);
    } else if ((flags & ONE_ROW) != 0) {
      Row row = RowCodec.decode(in);
      checkNotShadowed(row, deletion, ranges, 0, in);
      rows = List.of(row);
    } else {
      rows = List.of();
    }
    if (in.remaining() != 0) {
      throw in.malformed(in.remaining() + " bytes are left over behind a partition");
    }
    return new PartitionData(deletion, ranges, rows);
  }

  /**
   * The XXH3-128 hash of an encoding, 16 bytes: what a digest read answers. It covers every byte.
   */
  public static byte[] digest(byte[] content) {
    HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(content);
    ContentWriter out = new ContentWriter(DIGEST_BYTES);
    out.u64(hash.getMostSignificantBits());
    out.u64(hash.getLeastSignificantBits());
    return out.toBytes();
  }

  private static int bytesExpected(List<Row> rows) {
    int bytes = OVERHEAD_BYTES_EXPECTED;
    if (rows.size() == 1) {
      List<Cell> cells = rows.get(0).cells();
      for (int i = 0; i < cells.size(); i++) {
        byte[] value = cells.get(i).value();
        bytes += value == null ? 4 : value.length + 4;
      }
    }
    return bytes;
  }

  private static void encodeRange(RangeTombstone tombstone, ContentWriter out) {
    out.block(tombstone.range().start());
    byte[] end = tombstone.range().end();
    out.varint(end == null ? 0 : end.length + 1L);
    if (end != null) {
      out.raw(end, 0, end.length);
    }
    out.version(tombstone.version());
  }

  private static List<RangeTombstone> decodeRanges(@Nullable Version deletion, ContentReader in) {
    RangeTombstone[] ranges = new RangeTombstone[in.count(RANGE_BYTES_MIN)];
    if (ranges.length == 0) {
      throw in.malformed("a partition with ranges has none");
    }
    for (int i = 0; i < ranges.length; i++) {
      byte[] start = in.block();
      int endLength = in.varint() - 1;
      ByteRange range = new ByteRange(start, endLength < 0 ? null : in.raw(endLength));
      ranges[i] = new RangeTombstone(range, in.version());
      if (range.isEmpty()
          || (deletion != null && deletion.shadows(ranges[i].version()))
          || (i > 0 && !follows(ranges[i - 1], ranges[i]))) {
        throw in.malformed("range " + i + " of a partition is not in normal form");
      }
    }
    return List.of(ranges);
  }

  private static boolean follows(RangeTombstone before, RangeTombstone after) {
    byte[] end = before.range().end();
    if (end == null) {
      return false;
    }
    int order = Arrays.compareUnsigned(end, after.range().start());
    return order < 0 || (order == 0 && !before.version().equals(after.version()));
  }

  private static List<Row> decodeRows(
      @Nullable Version deletion, List<RangeTombstone> ranges, ContentReader in) {
    int count = in.count(RowCodec.ROW_BYTES_MIN);
    if (count < 2) {
      throw in.malformed("a partition with several rows has " + count);
    }
    Row[] rows = new Row[count];
    int range = 0;
    for (int i = 0; i < count; i++) {
      Row row = RowCodec.decode(in);
      if (i > 0 && Arrays.compareUnsigned(rows[i - 1].clustering(), row.clustering()) >= 0) {
        throw in.malformed("row " + i + " of a partition does not follow the one before");
      }
      range = checkNotShadowed(row, deletion, ranges, range, in);
      rows[i] = row;
    }
    return List.of(rows);
  }

  /**
   * Checks a row against the partition's deletion and the range that covers it, looking from one
   * range on. Returns the first range that does not end before the row.
   */
  private static int checkNotShadowed(
      Row row,
      @Nullable Version deletion,
      List<RangeTombstone> ranges,
      int from,
      ContentReader in) {
    int range = from;
    while (range < ranges.size() && !ranges.get(range).range().isBeforeEnd(row.clustering())) {
      range++;
    }
    if ((deletion != null && saysShadowed(row, deletion))
        || (range < ranges.size()
            && ranges.get(range).range().contains(row.clustering())
            && saysShadowed(row, ranges.get(range).version()))) {
      throw in.malformed("a row holds what a wider deletion shadows");
    }
    return range;
  }

  private static boolean saysShadowed(Row row, Version wider) {
    Version own = row.deletion();
    Liveness liveness = row.liveness();
    if ((own != null && wider.shadows(own))
        || (liveness != null && wider.shadows(liveness.version()))) {
      return true;
    }
    List<Cell> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      if (wider.shadows(cells.get(i).version())) {
        return true;
      }
    }
    return false;
  }
}

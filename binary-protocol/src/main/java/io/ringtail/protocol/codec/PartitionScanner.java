// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import org.jspecify.annotations.Nullable;

/**
 * What an encoded partition holds, found by a walk that makes no objects. It judges whether an
 * encoding is canonical as {@link PartitionCodec#decode} does; the rare ones (range tombstones, a
 * row of many versions) it leaves to that. Used again and again; confined to its user.
 */
public final class PartitionScanner {
  /** Is told what a partition holds while it is walked over; of a row perhaps more than once. */
  public interface Visitor {
    void row(int clusteringLength);

    /** A cell of the row before. A tombstone's value has the length -1. */
    void cell(int columnId, int valueLength);
  }

  /** Wants to know nothing. */
  private static final Visitor NOBODY =
      new Visitor() {
        @Override
        public void row(int clusteringLength) {}

        @Override
        public void cell(int columnId, int valueLength) {}
      };

  private final ContentReader in = new ContentReader(new byte[0], 0, 0);

  /** The row that was scanned last, and the one before. */
  private RowScanner row = new RowScanner();

  private RowScanner rowBefore = new RowScanner();
  private int flags;
  private int rows;
  private boolean expires;
  private boolean walked;
  private long timestampMin;
  private long timestampMax;

  /** Version of the partition's deletion. */
  private long deletionTimestamp;

  private long deletionWriter;
  private int deletionCount;

  /** A scanner that has scanned nothing yet. */
  public PartitionScanner() {}

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Whether a cell expires some time. */
  public boolean expires() {
    return expires;
  }

  /** Least timestamp of all versions; Long.MAX_VALUE when there is none. */
  public long timestampMin() {
    return timestampMin;
  }

  /** Greatest timestamp of all versions; Long.MIN_VALUE when there is none. */
  public long timestampMax() {
    return timestampMax;
  }

  /**
   * Walks over an encoding.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not canonical
   */
  public void scan(byte[] content) {
    scan(content, content.length, NOBODY);
  }

  /**
   * Walks over an encoding, and tells what it holds.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not canonical
   */
  public void scan(byte[] content, Visitor visitor) {
    scan(content, content.length, visitor);
  }

  /**
   * Walks over an encoding at the start of an array.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not canonical
   */
  public void scan(byte[] content, int length) {
    scan(content, length, NOBODY);
  }

  private void scan(byte[] content, int length, Visitor visitor) {
    begin();
    in.reset(content, 0, length);
    flags = in.u8();
    int rowFlags = flags & (PartitionCodec.ONE_ROW | PartitionCodec.SEVERAL_ROWS);
    if (flags > PartitionCodec.FLAGS_ALL
        || rowFlags == (PartitionCodec.ONE_ROW | PartitionCodec.SEVERAL_ROWS)) {
      throw in.malformed("a partition's flags are " + flags);
    }
    if ((flags & PartitionCodec.DELETION) != 0) {
      deletionTimestamp = in.u64();
      deletionWriter = in.u64();
      deletionCount = in.varint();
      add(deletionTimestamp);
    }
    walked = (flags & PartitionCodec.RANGES) == 0 && walkRows(content, visitor);
    if (!walked) {
      decode(content, length, visitor);
    } else if (in.remaining() != 0) {
      throw in.malformed(in.remaining() + " bytes are left over behind a partition");
    }
  }

  private void begin() {
    rows = 0;
    expires = false;
    walked = false;
    timestampMin = Long.MAX_VALUE;
    timestampMax = Long.MIN_VALUE;
  }

  private void add(long timestamp) {
    timestampMin = Math.min(timestampMin, timestamp);
    timestampMax = Math.max(timestampMax, timestamp);
  }

  /** Walks over the rows; false when they have to be decoded. */
  private boolean walkRows(byte[] content, Visitor visitor) {
    int count = (flags & PartitionCodec.ONE_ROW) != 0 ? 1 : 0;
    if ((flags & PartitionCodec.SEVERAL_ROWS) != 0) {
      count = in.count(RowCodec.ROW_BYTES_MIN);
      if (count < 2) {
        throw in.malformed("a partition with several rows has " + count);
      }
    }
    while (rows < count) {
      RowScanner swapped = rowBefore;
      rowBefore = row;
      row = swapped;
      if (!row.scan(in, content, visitor)) {
        return false;
      }
      if (rows > 0 && rowBefore.compareClustering(row) >= 0) {
        throw in.malformed("row " + rows + " of a partition does not follow the one before");
      }
      rows++;
      expires |= row.expires();
      addVersions();
    }
    return true;
  }

  /** Every version of a row is that of something in it. */
  private void addVersions() {
    boolean deleted = (flags & PartitionCodec.DELETION) != 0;
    for (int i = 0; i < row.versions(); i++) {
      add(row.timestamp(i));
      if (deleted && row.compareVersion(i, deletionTimestamp, deletionWriter, deletionCount) <= 0) {
        throw in.malformed("a row holds what a wider deletion shadows");
      }
    }
  }

  private void decode(byte[] content, int length, Visitor visitor) {
    begin();
    PartitionData data = PartitionCodec.decode(new ContentReader(content, 0, length));
    add(data.deletion());
    for (RangeTombstone range : data.ranges()) {
      add(range.version());
    }
    rows = data.rows().size();
    for (Row each : data.rows()) {
      visitor.row(each.clustering().length);
      add(each.deletion());
      if (each.liveness() != null) {
        add(each.liveness().version());
      }
      for (Cell cell : each.cells()) {
        add(cell.version());
        expires |= cell.expiryMillis() != Expiry.NEVER;
        byte[] value = cell.value();
        visitor.cell(cell.columnId(), value == null ? -1 : value.length);
      }
    }
  }

  private void add(@Nullable Version version) {
    if (version != null) {
      add(version.timestamp());
    }
  }

  /**
   * Whether what was scanned here last is all that it and an older state of the same partition, of
   * which the other scanner knows, say together, so that its bytes can take the other's place. May
   * be false though it is so; then merging tells.
   */
  public boolean replaces(PartitionScanner older) {
    return isOneRow() && older.isOneRow() && row.replaces(older.row);
  }

  private boolean isOneRow() {
    return walked && flags == PartitionCodec.ONE_ROW;
  }
}

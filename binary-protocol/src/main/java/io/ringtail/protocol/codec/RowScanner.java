// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.row.Expiry;
import java.util.Arrays;

/**
 * The walk over one encoded row that {@link PartitionScanner} takes: judges as {@link RowCodec}
 * does, and makes no objects. Confined to its user.
 */
final class RowScanner {
  /** Rows of more versions are left to {@link RowCodec}: each is compared with all before it. */
  static final int VERSIONS_MAX = 16;

  /** The columns of a row beyond these are not noted: it replaces no other. */
  private static final int COLUMNS_NOTED = 256;

  private final long[] timestamps = new long[VERSIONS_MAX];
  private final long[] writers = new long[VERSIONS_MAX];
  private final int[] counts = new int[VERSIONS_MAX];
  private final int[] columns = new int[COLUMNS_NOTED];
  private byte[] bytes = {};
  private int flags;
  private int clusteringStart;
  private int clusteringEnd;
  private int versions;
  private int cells;
  private boolean expires;

  int flags() {
    return flags;
  }

  int clusteringLength() {
    return clusteringEnd - clusteringStart;
  }

  int versions() {
    return versions;
  }

  long timestamp(int version) {
    return timestamps[version];
  }

  boolean expires() {
    return expires;
  }

  /** Compares the clustering key with that of another row, whose bytes may be other ones. */
  int compareClustering(RowScanner other) {
    return Arrays.compareUnsigned(
        bytes,
        clusteringStart,
        clusteringEnd,
        other.bytes,
        other.clusteringStart,
        other.clusteringEnd);
  }

  /**
   * Walks over a row.
   *
   * @param in at the row's start
   * @param content the bytes that it reads
   * @return false when it has too many versions, and nothing else is known of it
   * @throws io.ringtail.protocol.frame.MalformedException when {@link RowCodec#decode} would throw
   *     it
   */
  boolean scan(ContentReader in, byte[] content, PartitionScanner.Visitor visitor) {
    bytes = content;
    expires = false;
    flags = in.u8();
    boolean expiryAlone =
        (flags & (RowCodec.LIVENESS | RowCodec.LIVENESS_EXPIRES)) == RowCodec.LIVENESS_EXPIRES;
    if (flags > RowCodec.FLAGS_ALL || expiryAlone) {
      throw in.malformed("a row's flags are " + flags);
    }
    int length = in.varint();
    clusteringStart = in.position();
    in.skip(length);
    clusteringEnd = in.position();
    if (!scanVersions(in)) {
      return false;
    }
    int used = 0;
    if ((flags & RowCodec.LIVENESS) != 0) {
      used++;
      if ((flags & RowCodec.LIVENESS_EXPIRES) != 0) {
        expiry(in);
      }
    }
    if ((flags & RowCodec.DELETION) != 0) {
      if (used == versions) {
        throw in.malformed("a row's deletion has the version of its INSERT mark");
      }
      used++;
    }
    visitor.row(clusteringLength());
    scanCells(in, used, visitor);
    return true;
  }

  private boolean scanVersions(ContentReader in) {
    boolean several = (flags & RowCodec.SEVERAL_VERSIONS) != 0;
    versions = several ? in.count(ContentReader.VERSION_BYTES_MIN) : 1;
    if (several && versions < 2) {
      throw in.malformed("a row with several versions has " + versions);
    }
    if (versions > VERSIONS_MAX) {
      return false;
    }
    for (int i = 0; i < versions; i++) {
      timestamps[i] = in.u64();
      writers[i] = in.u64();
      counts[i] = in.varint();
      for (int before = 0; before < i; before++) {
        if (compare(before, i) == 0) {
          throw in.malformed("a row's version is there twice");
        }
      }
    }
    return true;
  }

  private void scanCells(ContentReader in, int usedBefore, PartitionScanner.Visitor visitor) {
    int deletion = (flags & RowCodec.DELETION) == 0 ? -1 : usedBefore - 1;
    if (deletion == 1 && compare(deletion, 0) >= 0) {
      throw in.malformed("a row's deletion shadows its INSERT mark");
    }
    cells = in.count(1);
    int used = usedBefore;
    int previous = -1;
    for (int i = 0; i < cells; i++) {
      long head = in.varint(((long) Integer.MAX_VALUE << RowCodec.CELL_FLAG_BITS) | 3);
      long columnId = previous + 1 + (head >> RowCodec.CELL_FLAG_BITS);
      if (columnId > Integer.MAX_VALUE) {
        throw in.malformed("a cell's column id is " + columnId);
      }
      int version = versions == 1 ? 0 : (int) in.varint(Math.min(used, versions - 1));
      used = Math.max(used, version + 1);
      if (deletion >= 0 && compare(deletion, version) >= 0) {
        throw in.malformed("a row's deletion shadows its column " + columnId);
      }
      previous = (int) columnId;
      if (i < COLUMNS_NOTED) {
        columns[i] = previous;
      }
      visitor.cell(previous, scanCell(in, (int) head));
    }
    if (used != versions) {
      throw in.malformed("a row has " + versions + " versions, but uses " + used);
    }
  }

  /** The value's length; -1 for a tombstone. */
  private int scanCell(ContentReader in, int head) {
    boolean cellExpires = (head & RowCodec.CELL_EXPIRES) != 0;
    if ((head & RowCodec.CELL_TOMBSTONE) != 0) {
      if (cellExpires) {
        throw in.malformed("a tombstone expires");
      }
      return -1;
    }
    if (cellExpires) {
      expiry(in);
      expires = true;
    }
    int length = in.varint();
    in.skip(length);
    return length;
  }

  private static void expiry(ContentReader in) {
    if (in.u64() == Expiry.NEVER) {
      throw in.malformed("what never expires has an expiry");
    }
  }

  /** Compares two of the row's versions. */
  private int compare(int a, int b) {
    return compareVersion(a, timestamps[b], writers[b], counts[b]);
  }

  /** Compares one of the row's versions with another one. */
  int compareVersion(int index, long timestamp, long writer, int count) {
    int byTime = Long.compare(timestamps[index], timestamp);
    if (byTime != 0) {
      return byTime;
    }
    int byWriter = Long.compareUnsigned(writers[index], writer);
    return byWriter != 0 ? byWriter : Integer.compare(counts[index], count);
  }

  /**
   * Whether this row alone is what it and an older row of the same key say together: it was written
   * at once, later than all of the other, and leaves nothing of the other standing.
   */
  boolean replaces(RowScanner older) {
    if (versions != 1 || compareClustering(older) != 0) {
      return false;
    }
    for (int i = 0; i < older.versions; i++) {
      if (older.compareVersion(i, timestamps[0], writers[0], counts[0]) >= 0) {
        return false;
      }
    }
    if ((flags & RowCodec.DELETION) != 0) {
      return true; // of one version, so that it is all that this row says
    }
    int left = older.flags & ~flags & (RowCodec.DELETION | RowCodec.LIVENESS);
    return left == 0 && coversColumns(older);
  }

  private boolean coversColumns(RowScanner older) {
    if (older.cells > cells || cells > COLUMNS_NOTED) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < older.cells; i++) {
      while (at < cells && columns[at] < older.columns[i]) {
        at++;
      }
      if (at == cells || columns[at] != older.columns[i]) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The canonical encoding of one row: flags, clustering key, the versions that occur in the order of
 * their first use, the INSERT mark's expiry, the cells. Column ids are written as the distance from
 * the column before, so that no other order than the ascending one can be written down.
 */
public final class RowCodec {
  /** Shortest row: flags, empty clustering key, one version, no cells. */
  static final int ROW_BYTES_MIN = 1 + 1 + ContentReader.VERSION_BYTES_MIN + 1;

  static final int LIVENESS = 1;
  static final int LIVENESS_EXPIRES = 1 << 1;
  static final int DELETION = 1 << 2;
  static final int SEVERAL_VERSIONS = 1 << 3;
  static final int FLAGS_ALL = (1 << 4) - 1;

  static final int CELL_TOMBSTONE = 1;
  static final int CELL_EXPIRES = 1 << 1;
  static final int CELL_FLAG_BITS = 2;

  /** Up to so many versions are searched one by one. */
  private static final int VERSIONS_SEARCHED = 8;

  private RowCodec() {}

  /** Appends a row in normal form. */
  public static void encode(Row row, ContentWriter out) {
    Liveness liveness = row.liveness();
    Versions versions = new Versions();
    if (liveness != null) {
      versions.add(liveness.version());
    }
    Version deletion = row.deletion();
    if (deletion != null) {
      versions.add(deletion);
    }
    List<Cell> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      versions.add(cells.get(i).version());
    }
    if (versions.count() == 0) {
      throw new IllegalArgumentException("a row that says nothing is not in normal form");
    }
    boolean several = versions.count() > 1;
    boolean livenessExpires = liveness != null && liveness.expiryMillis() != Expiry.NEVER;
    out.u8(
        (liveness == null ? 0 : LIVENESS)
            | (livenessExpires ? LIVENESS_EXPIRES : 0)
            | (deletion == null ? 0 : DELETION)
            | (several ? SEVERAL_VERSIONS : 0));
    out.block(row.clustering());
    versions.write(out);
    if (liveness != null && livenessExpires) {
      out.u64(liveness.expiryMillis());
    }
    out.varint(cells.size());
    int previous = -1;
    for (int i = 0; i < cells.size(); i++) {
      encodeCell(cells.get(i), previous, several ? versions : null, out);
      previous = cells.get(i).columnId();
    }
  }

  /**
   * Reads a row, and checks that it is canonical and in normal form.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not
   */
  public static Row decode(ContentReader in) {
    int flags = in.u8();
    if (flags > FLAGS_ALL || (flags & (LIVENESS | LIVENESS_EXPIRES)) == LIVENESS_EXPIRES) {
      throw in.malformed("a row's flags are " + flags);
    }
    byte[] clustering = in.block();
    Version[] versions = decodeVersions((flags & SEVERAL_VERSIONS) != 0, in);
    int used = 0;
    Liveness liveness = null;
    if ((flags & LIVENESS) != 0) {
      long expiry = (flags & LIVENESS_EXPIRES) != 0 ? expiry(in) : Expiry.NEVER;
      liveness = new Liveness(versions[used++], expiry);
    }
    Version deletion = null;
    if ((flags & DELETION) != 0) {
      if (used == versions.length) {
        throw in.malformed("a row's deletion has the version of its INSERT mark");
      }
      deletion = versions[used++];
      if (liveness != null && deletion.shadows(liveness.version())) {
        throw in.malformed("a row's deletion shadows its INSERT mark");
      }
    }
    List<Cell> cells = decodeCells(versions, used, deletion, in);
    return new Row(clustering, liveness, deletion, cells);
  }

  private static void encodeCell(
      Cell cell, int previousId, @Nullable Versions versions, ContentWriter out) {
    byte[] value = cell.value();
    long expiry = cell.expiryMillis();
    if (value == null && expiry != Expiry.NEVER) {
      throw new IllegalArgumentException("a tombstone expires at " + expiry);
    }
    long distance = (long) cell.columnId() - previousId - 1;
    out.varint(
        (distance << CELL_FLAG_BITS)
            | (expiry != Expiry.NEVER ? CELL_EXPIRES : 0)
            | (value == null ? CELL_TOMBSTONE : 0));
    if (versions != null) {
      out.varint(versions.indexOf(cell.version()));
    }
    if (expiry != Expiry.NEVER) {
      out.u64(expiry);
    }
    if (value != null) {
      out.block(value);
    }
  }

  private static Version[] decodeVersions(boolean several, ContentReader in) {
    if (!several) {
      return new Version[] {in.version()};
    }
    int count = in.count(ContentReader.VERSION_BYTES_MIN);
    if (count < 2) {
      throw in.malformed("a row with several versions has " + count);
    }
    Version[] versions = new Version[count];
    Set<Version> distinct = new HashSet<>(count * 2);
    for (int i = 0; i < count; i++) {
      versions[i] = in.version();
      if (!distinct.add(versions[i])) {
        throw in.malformed("a row's version is there twice");
      }
    }
    return versions;
  }

  /**
   * @param usedBefore how many of the versions mark and deletion have used
   */
  private static List<Cell> decodeCells(
      Version[] versions, int usedBefore, @Nullable Version deletion, ContentReader in) {
    int count = in.count(1);
    int used = usedBefore;
    int previous = -1;
    Cell[] cells = new Cell[count];
    for (int i = 0; i < count; i++) {
      long head = in.varint(((long) Integer.MAX_VALUE << CELL_FLAG_BITS) | 3);
      long columnId = previous + 1 + (head >> CELL_FLAG_BITS);
      if (columnId > Integer.MAX_VALUE) {
        throw in.malformed("a cell's column id is " + columnId);
      }
      int index = versions.length == 1 ? 0 : (int) in.varint(Math.min(used, versions.length - 1));
      used = Math.max(used, index + 1);
      Version version = versions[index];
      if (deletion != null && deletion.shadows(version)) {
        throw in.malformed("a row's deletion shadows its column " + columnId);
      }
      previous = (int) columnId;
      cells[i] = decodeCell(previous, version, (int) head, in);
    }
    if (used != versions.length) {
      throw in.malformed("a row has " + versions.length + " versions, but uses " + used);
    }
    return count == 1 ? List.of(cells[0]) : List.of(cells);
  }

  private static Cell decodeCell(int columnId, Version version, int head, ContentReader in) {
    boolean tombstone = (head & CELL_TOMBSTONE) != 0;
    boolean expires = (head & CELL_EXPIRES) != 0;
    if (tombstone) {
      if (expires) {
        throw in.malformed("a tombstone expires");
      }
      return Cell.tombstone(columnId, version);
    }
    long expiry = expires ? expiry(in) : Expiry.NEVER;
    return new Cell(columnId, version, in.block(), expiry);
  }

  private static long expiry(ContentReader in) {
    long expiry = in.u64();
    if (expiry == Expiry.NEVER) {
      throw in.malformed("what never expires has an expiry");
    }
    return expiry;
  }

  /** The distinct versions of a row in the order of their first use. */
  private static final class Versions {
    private final List<Version> distinct = new ArrayList<>(1);
    private @Nullable Map<Version, Integer> index;

    int count() {
      return distinct.size();
    }

    void add(Version version) {
      if (indexOf(version) >= 0) {
        return;
      }
      distinct.add(version);
      if (index != null) {
        index.put(version, distinct.size() - 1);
      } else if (distinct.size() > VERSIONS_SEARCHED) {
        index = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
          index.put(distinct.get(i), i);
        }
      }
    }

    int indexOf(Version version) {
      if (index != null) {
        return index.getOrDefault(version, -1);
      }
      for (int i = 0; i < distinct.size(); i++) {
        if (distinct.get(i).equals(version)) {
          return i;
        }
      }
      return -1;
    }

    void write(ContentWriter out) {
      if (distinct.size() > 1) {
        out.varint(distinct.size());
      }
      for (int i = 0; i < distinct.size(); i++) {
        out.version(distinct.get(i));
      }
    }
  }
}

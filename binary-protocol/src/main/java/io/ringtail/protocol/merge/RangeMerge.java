// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.merge;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges range tombstones: cuts both lists at all of their bounds, keeps the greater version of
 * each piece, and joins neighbours that say the same.
 */
final class RangeMerge {
  private RangeMerge() {}

  /**
   * The range tombstones that two lists make together under a partition's deletion.
   *
   * @param deletion what shadows the partition as a whole; null for nothing
   */
  static List<RangeTombstone> merge(
      List<RangeTombstone> a, List<RangeTombstone> b, @Nullable Version deletion) {
    if (a.isEmpty() && b.isEmpty()) {
      return List.of();
    }
    TreeSet<byte[]> bounds = new TreeSet<byte[]>(Arrays::compareUnsigned);
    collectBounds(a, bounds);
    collectBounds(b, bounds);
    List<RangeTombstone> merged = new ArrayList<>(a.size() + b.size());
    Cursor inA = new Cursor(a);
    Cursor inB = new Cursor(b);
    for (byte[] start = bounds.first(); start != null; start = bounds.higher(start)) {
      Version version = Merge.greater(inA.at(start), inB.at(start));
      if (version != null && (deletion == null || !deletion.shadows(version))) {
        append(merged, new RangeTombstone(new ByteRange(start, bounds.higher(start)), version));
      }
    }
    return List.copyOf(merged);
  }

  /** The version of the range tombstone that covers a key; null when none does. */
  static @Nullable Version covering(List<RangeTombstone> ranges, byte[] clustering) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      RangeTombstone candidate = ranges.get(middle);
      if (Arrays.compareUnsigned(clustering, candidate.range().start()) < 0) {
        high = middle - 1;
      } else if (!candidate.range().isBeforeEnd(clustering)) {
        low = middle + 1;
      } else {
        return candidate.version();
      }
    }
    return null;
  }

  private static void collectBounds(List<RangeTombstone> ranges, Set<byte[]> bounds) {
    for (RangeTombstone tombstone : ranges) {
      bounds.add(tombstone.range().start());
      byte[] end = tombstone.range().end();
      if (end != null) {
        bounds.add(end);
      }
    }
  }

  private static void append(List<RangeTombstone> merged, RangeTombstone piece) {
    if (!merged.isEmpty()) {
      RangeTombstone last = merged.get(merged.size() - 1);
      if (last.version().equals(piece.version())
          && Arrays.equals(last.range().end(), piece.range().start())) {
        merged.set(
            merged.size() - 1,
            new RangeTombstone(
                new ByteRange(last.range().start(), piece.range().end()), last.version()));
        return;
      }
    }
    merged.add(piece);
  }

  /** Walks through a list as the pieces ascend. */
  private static final class Cursor {
    private final List<RangeTombstone> ranges;
    private int next;

    Cursor(List<RangeTombstone> ranges) {
      this.ranges = ranges;
    }

    /** The version at a bound that is not below any asked for before; null where no range lies. */
    @Nullable Version at(byte[] start) {
      while (next < ranges.size() && !ranges.get(next).range().isBeforeEnd(start)) {
        next++;
      }
      return next < ranges.size() && ranges.get(next).range().contains(start)
          ? ranges.get(next).version()
          : null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Merges tables of about the same size, four or more at a time, so that a table's data is written
 * about as often as the number of tables grows by the factor four. Pure.
 */
public final class SizeTiered {
  /** Tables of one tier that are worth a merge. */
  private static final int TABLES_MIN = 4;

  /** Most tables merged at once: each takes a block of memory. */
  private static final int TABLES_MAX = 32;

  /** Tables smaller than this are all of one tier. */
  private static final long SMALL_BYTES = 4 << 20;

  private SizeTiered() {}

  /** The tables that should be merged now; none when there is nothing to gain. */
  public static List<SsTable> pick(List<SsTable> tables) {
    if (tables.size() < TABLES_MIN) {
      return List.of();
    }
    List<SsTable> bySize =
        tables.stream().sorted(Comparator.comparingLong(SsTable::fileBytes)).toList();
    List<SsTable> tier = new ArrayList<>();
    long tierBytes = 0;
    for (SsTable table : bySize) {
      if (!tier.isEmpty() && !isAlike(table.fileBytes(), tierBytes / tier.size())) {
        if (tier.size() >= TABLES_MIN) {
          break;
        }
        tier.clear();
        tierBytes = 0;
      }
      tier.add(table);
      tierBytes += table.fileBytes();
    }
    if (tier.size() < TABLES_MIN) {
      return List.of();
    }
    return List.copyOf(tier.subList(0, Math.min(tier.size(), TABLES_MAX)));
  }

  /** Tables come in ascending order: alike is what is at most half as large again as the mean. */
  private static boolean isAlike(long bytes, long meanBytes) {
    return bytes <= SMALL_BYTES || bytes <= meanBytes + meanBytes / 2;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges files of about the same size, so that a table's data is written about as often as the
 * number of files grows by the factor {@code filesMin}. Levels mean nothing to it. Pure.
 *
 * @param filesMin files of one tier that are worth a merge
 */
record SizeTiered(int filesMin) implements Strategy {
  /** Files smaller than this are all of one tier: an fsync costs as much as so many bytes. */
  private static final long SMALL_BYTES = 1 << 20;

  @Override
  public @Nullable Pick next(List<FileFacts> files, List<Pick> running, long nowMillis) {
    List<FileFacts> tier = tier(Strategy.free(files, running));
    return tier.isEmpty() ? null : Pick.merge(tier);
  }

  @Override
  public Pick all(List<FileFacts> files) {
    return Pick.merge(files);
  }

  /** The files of the lowest tier that is full; none when no tier is. */
  private List<FileFacts> tier(List<FileFacts> files) {
    List<FileFacts> bySize = new ArrayList<>(files);
    bySize.sort(Comparator.comparingLong(FileFacts::bytes).thenComparingLong(FileFacts::fileId));
    List<FileFacts> tier = new ArrayList<>();
    long tierBytes = 0;
    for (FileFacts file : bySize) {
      if (!tier.isEmpty() && !isAlike(file.bytes(), tierBytes / tier.size())) {
        if (tier.size() >= filesMin) {
          break;
        }
        tier.clear();
        tierBytes = 0;
      }
      tier.add(file);
      tierBytes += file.bytes();
    }
    return tier.size() < filesMin ? List.of() : tier.subList(0, Math.min(tier.size(), FILES_MAX));
  }

  /** Files come in ascending order: alike is what is at most half as large again as the mean. */
  private static boolean isAlike(long bytes, long meanBytes) {
    return bytes <= SMALL_BYTES || bytes <= meanBytes + meanBytes / 2;
  }
}

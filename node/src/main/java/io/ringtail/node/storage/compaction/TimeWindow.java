// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges files of the same stretch of time, by the youngest version in each: by size while the
 * stretch lasts, into one file when it is over. Levels mean nothing to it. Pure.
 *
 * @param windowMillis length of a stretch
 */
record TimeWindow(long windowMillis) implements Strategy {
  private static final SizeTiered CURRENT = new SizeTiered(4);

  @Override
  public @Nullable Pick next(List<FileFacts> files, List<Pick> running, long nowMillis) {
    SortedMap<Long, List<FileFacts>> windows = new TreeMap<>();
    for (FileFacts file : Strategy.free(files, running)) {
      windows.computeIfAbsent(windowOf(file), window -> new ArrayList<>()).add(file);
    }
    long current = Math.floorDiv(nowMillis, windowMillis);
    Pick pick = null;
    for (Map.Entry<Long, List<FileFacts>> window : windows.entrySet()) {
      List<FileFacts> all = window.getValue();
      if (window.getKey() >= current) {
        pick = CURRENT.next(all, List.of(), nowMillis);
      } else if (all.size() > 1) {
        pick = past(all);
      }
      if (pick != null) {
        break;
      }
    }
    return pick;
  }

  /**
   * All files of a window that is over. Where there are more than can be merged at once, those go
   * first that are alike, so that a large one is not written again for each few small ones.
   */
  private static Pick past(List<FileFacts> files) {
    if (files.size() <= FILES_MAX) {
      return Pick.merge(files);
    }
    Pick alike = CURRENT.next(files, List.of(), 0);
    return alike == null ? Pick.merge(files.subList(0, FILES_MAX)) : alike;
  }

  @Override
  public Pick all(List<FileFacts> files) {
    return Pick.merge(files);
  }

  private long windowOf(FileFacts file) {
    return Timestamp.millis(file.timestampMax()) / windowMillis;
  }
}

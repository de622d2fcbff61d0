// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.protocol.schema.CompactionStrategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which files of a table are merged next. Pure: a function of what is known of the files. */
public interface Strategy {
  /** Most files merged at once: each takes a block of memory and a file handle. */
  int FILES_MAX = 32;

  /**
   * What should be done next.
   *
   * @param files all files of the table that can be read
   * @param running what is being done; none of its files is picked again
   * @return null when there is nothing to gain
   */
  @Nullable Pick next(List<FileFacts> files, List<Pick> running, long nowMillis);

  /** How all files of a table are merged at once. */
  Pick all(List<FileFacts> files);

  /** The strategy that a table's owner chose. */
  static Strategy of(CompactionStrategy chosen) {
    return switch (chosen) {
      case CompactionStrategy.SizeTiered tiered -> new SizeTiered(tiered.filesMin());
      case CompactionStrategy.Leveled leveled -> new Leveled(leveled.fileBytes());
      case CompactionStrategy.TimeWindow window -> new TimeWindow(window.windowMillis());
    };
  }

  /** The files with which nothing is being done. */
  static List<FileFacts> free(List<FileFacts> files, List<Pick> running) {
    Set<Long> busy = new HashSet<>();
    running.forEach(pick -> busy.addAll(pick.fileIds()));
    List<FileFacts> free = new ArrayList<>(files);
    free.removeIf(file -> busy.contains(file.fileId()));
    return free;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files by level, where those of a level from 1 on do not overlap and ascend by token. Immutable
 * once made.
 */
final class Levels {
  private final List<List<FileFacts>> levels = new ArrayList<>();
  private final List<Pick> running;

  private Levels(List<Pick> running) {
    this.running = running;
    levels.add(new ArrayList<>());
  }

  /** Sorts files into levels; what overlaps another of its level goes to level 0. */
  static Levels of(List<FileFacts> files, List<Pick> running) {
    Levels levels = new Levels(running);
    List<FileFacts> byToken = new ArrayList<>(files);
    byToken.sort((a, b) -> Long.compareUnsigned(a.tokenMin(), b.tokenMin()));
    for (FileFacts file : byToken) {
      while (levels.levels.size() <= file.level()) {
        levels.levels.add(new ArrayList<>());
      }
      List<FileFacts> level = levels.levels.get(file.level());
      if (file.level() == 0 || level.isEmpty() || !level.getLast().overlaps(file)) {
        level.add(file);
      } else {
        levels.levels.getFirst().add(file.withLevel(0));
      }
    }
    levels.levels.getFirst().sort(Comparator.comparingLong(FileFacts::fileId));
    return levels;
  }

  int count() {
    return levels.size();
  }

  /** The files of a level. */
  List<FileFacts> at(int level) {
    return level < levels.size() ? levels.get(level) : List.of();
  }

  /** The files of a level from 1 on that may hold a token of a range, bounds included. */
  List<FileFacts> overlapping(int level, long tokenMin, long tokenMax) {
    List<FileFacts> files = at(level);
    int low = 0;
    int high = files.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(files.get(middle).tokenMax(), tokenMin) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int end = low;
    while (end < files.size() && files.get(end).overlaps(tokenMin, tokenMax)) {
      end++;
    }
    return files.subList(low, end);
  }

  /** Whether files of a level are being read or written that may hold a token of a range. */
  boolean isBusy(int level, long tokenMin, long tokenMax) {
    for (Pick pick : running) {
      if (pick.writesTo(level, tokenMin, tokenMax)) {
        return true;
      }
      for (FileFacts file : pick.files()) {
        if (file.level() == level && file.overlaps(tokenMin, tokenMax)) {
          return true;
        }
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy wants to be done next. Immutable.
 *
 * @param level of what comes out
 * @param fileBytes about the size at which what comes out is split; {@link #ONE_FILE} for never
 */
public record Pick(Action action, List<FileFacts> files, int level, long fileBytes) {
  public static final long ONE_FILE = Long.MAX_VALUE;

  /** What is done with files. */
  public enum Action {
    /** They are merged into others. */
    MERGE,
    /** They get another level, and are left as they are. */
    MOVE,
    /** They are forgotten: nothing in them can be seen any more. */
    DROP
  }

  public Pick {
    files = List.copyOf(files);
  }

  static Pick merge(List<FileFacts> files) {
    return new Pick(Action.MERGE, files, 0, ONE_FILE);
  }

  /** Ids of the files, ascending. */
  public Set<Long> fileIds() {
    return files.stream().map(FileFacts::fileId).collect(Collectors.toCollection(TreeSet::new));
  }

  public long bytes() {
    return files.stream().mapToLong(FileFacts::bytes).sum();
  }

  /** The room on the disk that it may take before it gives any back. */
  public long roomBytes() {
    return action == Action.MERGE ? bytes() : 0;
  }

  /**
   * As much of it as takes no more than some room: all, or its smallest files; null when these are
   * fewer than two. What goes into a level has to take all that it overlaps there, so of such a
   * merge only what comes from level 0 is left, and stays there.
   */
  public @Nullable Pick within(long roomBytesMax) {
    if (roomBytes() <= roomBytesMax) {
      return this;
    }
    List<FileFacts> bySize = new ArrayList<>(files);
    bySize.removeIf(file -> level > 0 && file.level() > 0);
    bySize.sort(Comparator.comparingLong(FileFacts::bytes).thenComparingLong(FileFacts::fileId));
    List<FileFacts> smallest = new ArrayList<>();
    long left = roomBytesMax;
    for (FileFacts file : bySize) {
      left -= file.bytes();
      if (left >= 0) {
        smallest.add(file);
      }
    }
    return smallest.size() < 2 ? null : merge(smallest);
  }

  /** Whether what comes out may be in several files. */
  public boolean splits() {
    return fileBytes != ONE_FILE;
  }

  /** The least token of all files. */
  public long tokenMin() {
    long min = -1;
    for (FileFacts file : files) {
      min = Long.compareUnsigned(file.tokenMin(), min) < 0 ? file.tokenMin() : min;
    }
    return min;
  }

  /** The greatest token of all files. */
  public long tokenMax() {
    long max = 0;
    for (FileFacts file : files) {
      max = Long.compareUnsigned(file.tokenMax(), max) > 0 ? file.tokenMax() : max;
    }
    return max;
  }

  /** Whether files of a level that come out of this may overlap a range of tokens. */
  boolean writesTo(int otherLevel, long min, long max) {
    return level == otherLevel
        && Long.compareUnsigned(tokenMin(), max) <= 0
        && Long.compareUnsigned(min, tokenMax()) <= 0;
  }
}

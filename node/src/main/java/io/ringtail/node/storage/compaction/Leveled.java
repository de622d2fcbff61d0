// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps files in levels, in each of which, but in level 0, no two overlap. A level may hold ten
 * times as much as the one above it; what is too much is merged into the next, a file at a time.
 * Source: the "leveled" compaction of LevelDB, after O'Neil, Cheng, Gawlick, O'Neil, "The
 * Log-Structured Merge-Tree", 1996. Pure.
 *
 * <ol>
 *   <li>Files of a level that overlap (they were made under another strategy, or one of them could
 *       not be read for a while) count as files of level 0.
 *   <li>A level's score is what it holds by what it may hold; of level 0, the number of its files
 *       by how many are worth a merge: four, or up to eight until they are as much as level 1 holds
 *       and has to be written anew with them. The level with the greatest score from 1 on is
 *       picked.
 *   <li>From level 0 go the oldest file and all that overlap it, with what they overlap in level 1,
 *       unless that is being written; then, once there are eight, some of level 0 are merged among
 *       themselves, so that their number stays small.
 *   <li>From another level goes the file that overlaps the least of the next for its own size; of
 *       equal ones that with the least token. One that overlaps nothing is moved.
 * </ol>
 *
 * @param fileBytes about the size of a file
 */
record Leveled(long fileBytes) implements Strategy {
  /** How much larger a level is than the one above it. */
  private static final int FACTOR = 10;

  /** Files of level 0 that are worth a merge, where there is little in level 1. */
  private static final int TOP_FILES_MIN = 4;

  /**
   * Files of level 0 that are merged however much is in level 1; and, while that is being written,
   * among themselves: a read may have to ask each of them.
   */
  private static final int TOP_FILES_MAX = 8;

  /** 10^17 files are more than there are. */
  private static final int LEVELS_MAX = 17;

  private static final SizeTiered ALONE = new SizeTiered(TOP_FILES_MIN);

  @Override
  public @Nullable Pick next(List<FileFacts> files, List<Pick> running, long nowMillis) {
    Levels levels = Levels.of(Strategy.free(files, running), running);
    List<FileFacts> top = levels.at(0);
    Pick best = null;
    double bestScore = 1;
    double topScore = topScore(top, levels.at(1));
    if (topScore >= bestScore) {
      best = fromTop(levels);
      bestScore = best == null ? bestScore : topScore;
    }
    for (int level = 1; level < levels.count(); level++) {
      double score = (double) bytes(levels.at(level)) / bytesMax(level);
      if (score > bestScore) {
        Pick pick = from(level, levels);
        if (pick != null) {
          best = pick;
          bestScore = score;
        }
      }
    }
    if (best == null && top.size() >= TOP_FILES_MAX) {
      best = ALONE.next(top, List.of(), nowMillis);
    }
    return best;
  }

  @Override
  public Pick all(List<FileFacts> files) {
    int level = 1;
    while (level < LEVELS_MAX && bytes(files) > bytesMax(level)) {
      level++;
    }
    return new Pick(Pick.Action.MERGE, files, level, fileBytes);
  }

  /**
   * A merge of level 0 writes nearly all of level 1 anew, for tokens are uniform: what it writes
   * for each byte of level 0 is least where it waits for as many bytes.
   */
  private static double topScore(List<FileFacts> top, List<FileFacts> below) {
    double filled = (double) top.size() / TOP_FILES_MIN;
    double waited = bytes(below) == 0 ? filled : (double) bytes(top) / bytes(below);
    return Math.max(Math.min(filled, waited), (double) top.size() / TOP_FILES_MAX);
  }

  /** What a level may hold: ten files in level 1. */
  private long bytesMax(int level) {
    long bytes = fileBytes;
    for (int i = 0; i < level; i++) {
      bytes = bytes > Long.MAX_VALUE / FACTOR ? Long.MAX_VALUE : bytes * FACTOR;
    }
    return bytes;
  }

  private static long bytes(List<FileFacts> files) {
    return files.stream().mapToLong(FileFacts::bytes).sum();
  }

  private @Nullable Pick fromTop(Levels levels) {
    List<FileFacts> byAge = new ArrayList<>(levels.at(0));
    byAge.sort(Comparator.comparingLong(FileFacts::fileId));
    List<FileFacts> picked = new ArrayList<>();
    for (FileFacts file : byAge) {
      if (picked.size() < FILES_MAX
          && (picked.isEmpty() || picked.stream().anyMatch(file::overlaps))) {
        picked.add(file);
      }
    }
    return into(1, picked, levels);
  }

  private @Nullable Pick from(int level, Levels levels) {
    FileFacts best = null;
    double bestRatio = 0;
    for (FileFacts file : levels.at(level)) {
      double ratio =
          (double) bytes(levels.overlapping(level + 1, file.tokenMin(), file.tokenMax()))
              / file.bytes();
      boolean better = best == null || ratio < bestRatio;
      if (better && !levels.isBusy(level + 1, file.tokenMin(), file.tokenMax())) {
        best = file;
        bestRatio = ratio;
      }
    }
    return best == null ? null : into(level + 1, List.of(best), levels);
  }

  /** Merges files into a level; null when what they overlap there is being written. */
  private @Nullable Pick into(int level, List<FileFacts> files, Levels levels) {
    Pick alone = new Pick(Pick.Action.MOVE, files, level, fileBytes);
    if (levels.isBusy(level, alone.tokenMin(), alone.tokenMax())) {
      return null;
    }
    List<FileFacts> below = levels.overlapping(level, alone.tokenMin(), alone.tokenMax());
    if (files.size() == 1 && below.isEmpty() && files.getFirst().bytes() <= 2 * fileBytes) {
      return alone;
    }
    List<FileFacts> all = new ArrayList<>(files);
    all.addAll(below);
    return new Pick(Pick.Action.MERGE, all, level, fileBytes);
  }
}

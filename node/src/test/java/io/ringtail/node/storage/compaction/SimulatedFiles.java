// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The files of a table as a strategy sees them, with flushes and with picks carried out: bytes
 * spread evenly over tokens, some of which are overwritten by others.
 */
final class SimulatedFiles {
  final List<FileFacts> files = new ArrayList<>();
  final List<Pick> running = new ArrayList<>();
  final SplittableRandom random;
  private final double kept;
  long flushedBytes;
  long writtenBytes;
  long nowMillis = 1_000_000_000_000L;
  private long nextFileId = 1;

  /**
   * No files yet.
   *
   * @param kept which part of what is merged is left: the rest was overwritten
   */
  SimulatedFiles(long seed, double kept) {
    this.random = new SplittableRandom(seed);
    this.kept = kept;
  }

  /** A flush of data from all tokens, or of a part of them. */
  void flush(long bytes, boolean everywhere) {
    long a = random.nextLong();
    long b = random.nextLong();
    boolean ordered = Long.compareUnsigned(a, b) <= 0;
    long min = everywhere ? random.nextLong(1_000) : ordered ? a : b;
    long max = everywhere ? -1 - random.nextLong(1_000) : ordered ? b : a;
    files.add(file(0, bytes, min, max, Timestamp.ofMillis(nowMillis)));
    flushedBytes += bytes;
    writtenBytes += bytes;
  }

  private FileFacts file(int level, long bytes, long min, long max, long timestampMax) {
    return new FileFacts(
        nextFileId++, level, bytes, min, max, 1, timestampMax, FileFacts.FOR_EVER, 0, 0);
  }

  /** Notes that a pick is begun. */
  void begin(Pick pick) {
    assertThat(files).containsAll(pick.files().stream().map(this::asStored).toList());
    for (Pick other : running) {
      assertThat(other.fileIds()).doesNotContainAnyElementsOf(pick.fileIds());
    }
    running.add(pick);
  }

  private FileFacts asStored(FileFacts file) {
    return files.stream().filter(each -> each.fileId() == file.fileId()).findFirst().orElse(file);
  }

  /** Carries a pick out that was begun. */
  void end(Pick pick) {
    running.remove(pick);
    files.removeIf(file -> pick.fileIds().contains(file.fileId()));
    if (pick.action() == Pick.Action.MOVE) {
      pick.files().forEach(file -> files.add(file.withLevel(pick.level())));
      return;
    }
    long newest = pick.files().stream().mapToLong(FileFacts::timestampMax).max().orElse(0);
    long largest = pick.files().stream().mapToLong(FileFacts::bytes).max().orElse(0);
    long bytes = Math.max(largest, (long) (pick.bytes() * kept));
    writtenBytes += bytes;
    long parts = pick.splits() ? Math.max(1, bytes / pick.fileBytes()) : 1;
    long step = Long.divideUnsigned(pick.tokenMax() - pick.tokenMin(), parts);
    for (long part = 0; part < parts; part++) {
      long min = pick.tokenMin() + part * step + (part == 0 ? 0 : 1);
      long max = part == parts - 1 ? pick.tokenMax() : pick.tokenMin() + (part + 1) * step;
      files.add(file(pick.level(), bytes / parts, min, max, newest));
    }
  }

  /** Does all that a strategy wants, one after the other; returns how many picks that were. */
  int settle(Strategy strategy, int picksMax) {
    int picks = 0;
    for (Pick pick = strategy.next(files, running, nowMillis);
        pick != null;
        pick = strategy.next(files, running, nowMillis)) {
      assertThat(++picks).as("picks without an end").isLessThanOrEqualTo(picksMax);
      begin(pick);
      end(pick);
    }
    return picks;
  }

  /** Begins what is wanted, at most so many at once, and ends one of them. */
  void stepConcurrently(Strategy strategy, int jobsMax) {
    while (running.size() < jobsMax) {
      Pick pick = strategy.next(files, running, nowMillis);
      if (pick == null) {
        break;
      }
      begin(pick);
    }
    if (!running.isEmpty()) {
      end(running.get(random.nextInt(running.size())));
    }
  }

  double writeAmplification() {
    return (double) writtenBytes / flushedBytes;
  }

  long bytes() {
    return files.stream().mapToLong(FileFacts::bytes).sum();
  }

  long countOf(int level) {
    return files.stream().filter(file -> file.level() == level).count();
  }

  /** No two files of a level from 1 on hold tokens in common. */
  void assertLevelsDoNotOverlap() {
    int levels = files.stream().mapToInt(FileFacts::level).max().orElse(0);
    for (int level = 1; level <= levels; level++) {
      int wanted = level;
      List<FileFacts> sorted = new ArrayList<>(files);
      sorted.removeIf(file -> file.level() != wanted);
      sorted.sort(Comparator.comparing(FileFacts::tokenMin, Long::compareUnsigned));
      for (int i = 1; i < sorted.size(); i++) {
        assertThat(sorted.get(i - 1).overlaps(sorted.get(i)))
            .as("level " + level + ": " + sorted.get(i - 1) + " and " + sorted.get(i))
            .isFalse();
      }
    }
  }
}

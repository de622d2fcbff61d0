// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Strategies over thousands of flushes: they end, and keep what they promise. */
class StrategyTest {
  private static final long MIB = 1 << 20;
  private static final int FLUSHES = 3_000;

  private static long seed(String test) {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println(test + ": -Dringtail.seed=" + seed);
    return seed;
  }

  private static double log(double value, double base) {
    return Math.log(value) / Math.log(base);
  }

  @Test
  void sizeTieredWritesOncePerTierAndKeepsFewFiles() {
    for (int filesMin : new int[] {2, 4, 8}) {
      long seed = seed("sizeTiered " + filesMin);
      Strategy strategy = Strategy.of(new CompactionStrategy.SizeTiered(filesMin));
      SimulatedFiles files = new SimulatedFiles(seed, 1);
      int most = 0;
      for (int i = 0; i < FLUSHES; i++) {
        files.flush(8 * MIB + files.random.nextLong(MIB), true);
        files.settle(strategy, 20);
        most = Math.max(most, files.files.size());
      }
      double tiers = Math.ceil(log(FLUSHES, filesMin));
      // Once for the flush, once for each tier.
      assertThat(files.writeAmplification()).isLessThanOrEqualTo(1 + tiers);
      assertThat(most).isLessThanOrEqualTo((int) ((filesMin - 1) * (tiers + 1)));
    }
  }

  @Test
  void smallFilesAreOneTierWhateverTheirSize() {
    SimulatedFiles files = new SimulatedFiles(1, 1);
    Strategy strategy = Strategy.of(CompactionStrategy.DEFAULT);
    for (int i = 0; i < 4; i++) {
      assertThat(strategy.next(files.files, List.of(), 0)).isNull();
      files.flush(10L << (4 * i), true);
    }
    assertThat(Objects.requireNonNull(strategy.next(files.files, List.of(), 0)).files()).hasSize(4);
  }

  @Test
  void leveledKeepsLevelsApartAndWithinTheirSizes() {
    long seed = seed("leveled");
    Strategy strategy = Strategy.of(new CompactionStrategy.Leveled(MIB));
    SimulatedFiles files = new SimulatedFiles(seed, 1);
    for (int i = 0; i < FLUSHES; i++) {
      files.flush(MIB, files.random.nextInt(10) > 0);
      files.settle(strategy, 1_000);
      if (i % 100 == 0) {
        files.assertLevelsDoNotOverlap();
      }
      assertThat(files.countOf(0)).isLessThan(8);
    }
    files.assertLevelsDoNotOverlap();
    long limit = 10 * MIB;
    for (int level = 1; level < 4; level++, limit *= 10) {
      int wanted = level;
      long bytes =
          files.files.stream()
              .filter(file -> file.level() == wanted)
              .mapToLong(FileFacts::bytes)
              .sum();
      assertThat(bytes).as("level " + level).isLessThanOrEqualTo(limit);
    }
    // 3,000 MiB are four levels of factor ten. A level's data is written again each time that a
    // file of the one above comes down, at worst eleven times, and the first level, of ten flushes,
    // with each eight.
    System.out.println("leveled: write amplification " + files.writeAmplification());
    assertThat(files.writeAmplification()).isLessThanOrEqualTo(1 + 18.0 / 8 + 2 * 11);
    assertThat(files.files).hasSizeLessThanOrEqualTo(2 * FLUSHES);
  }

  @Test
  void leveledLosesNoInvariantWhenJobsRunAtOnce() {
    long seed = seed("leveledAtOnce");
    Strategy strategy = Strategy.of(new CompactionStrategy.Leveled(MIB));
    SimulatedFiles files = new SimulatedFiles(seed, 0.9);
    boolean together = false;
    for (int i = 0; i < FLUSHES; i++) {
      if (files.random.nextInt(4) == 0) {
        files.flush(MIB + files.random.nextLong(4 * MIB), files.random.nextInt(3) > 0);
      }
      files.stepConcurrently(strategy, 4);
      together |= files.running.size() > 1;
      if (i % 20 == 0) {
        files.assertLevelsDoNotOverlap();
      }
    }
    assertThat(together).isTrue();
    for (int i = 0; i < 10_000 && !files.running.isEmpty(); i++) {
      files.stepConcurrently(strategy, 4);
    }
    assertThat(files.running).isEmpty();
    assertThat(files.countOf(0)).isLessThan(8);
  }

  @Test
  void leveledMergesItsTopWithAsMuchAsItHoldsAndNeverWaitsForMoreThanEightFiles() {
    Strategy strategy = Strategy.of(new CompactionStrategy.Leveled(4 * MIB));
    SimulatedFiles files = new SimulatedFiles(1, 1);
    List<Integer> mergedAfter = new ArrayList<>();
    for (int flush = 1; flush <= 32; flush++) {
      files.flush(MIB, true);
      if (files.settle(strategy, 20) > 0) {
        mergedAfter.add(flush);
      }
    }
    // Of 4 with none, 4 with 4, 8 with 8, and from then on of 8 with all that level 1 has.
    assertThat(mergedAfter).containsExactly(4, 8, 16, 24, 32);
    assertThat(files.writtenBytes).isEqualTo((32 + 4 + 8 + 16 + 24 + 32) * MIB);
  }

  @Test
  void leveledMovesAFileThatOverlapsNothing() {
    FileFacts file = new FileFacts(1, 1, 20 * MIB, 5, 9, 1, 1, FileFacts.FOR_EVER, 0, 0);
    FileFacts small = new FileFacts(2, 1, MIB, 10, 19, 1, 1, FileFacts.FOR_EVER, 0, 0);
    FileFacts below = new FileFacts(3, 2, MIB, 5, 9, 1, 1, FileFacts.FOR_EVER, 0, 0);
    Pick pick =
        Objects.requireNonNull(
            Strategy.of(new CompactionStrategy.Leveled(MIB))
                .next(List.of(file, small, below), List.of(), 0));
    assertThat(pick).isEqualTo(new Pick(Pick.Action.MOVE, List.of(small), 2, MIB));
  }

  @Test
  void leveledMergesItsTopWhileTheNextLevelIsBusy() {
    Strategy strategy = Strategy.of(new CompactionStrategy.Leveled(MIB));
    SimulatedFiles files = new SimulatedFiles(1, 1);
    for (int i = 0; i < 4; i++) {
      files.flush(MIB, true);
    }
    Pick first = Objects.requireNonNull(strategy.next(files.files, List.of(), 0));
    assertThat(first.level()).isEqualTo(1);
    files.begin(first);
    for (int i = 0; i < 7; i++) {
      files.flush(MIB, true);
      assertThat(strategy.next(files.files, files.running, 0)).isNull();
    }
    files.flush(MIB, true);
    Pick second = Objects.requireNonNull(strategy.next(files.files, files.running, 0));
    assertThat(second.level()).isZero();
    assertThat(second.files()).hasSize(8);
  }

  @Test
  void filesOfAnotherStrategyFindTheirPlace() {
    long seed = seed("changes");
    List<Strategy> strategies =
        List.of(
            Strategy.of(CompactionStrategy.DEFAULT),
            Strategy.of(new CompactionStrategy.Leveled(MIB)),
            Strategy.of(new CompactionStrategy.TimeWindow(60_000)),
            Strategy.of(new CompactionStrategy.Leveled(4 * MIB)));
    SimulatedFiles files = new SimulatedFiles(seed, 0.95);
    for (int i = 0; i < 600; i++) {
      files.nowMillis += 7_000;
      files.flush(MIB, files.random.nextBoolean());
      Strategy strategy = strategies.get(files.random.nextInt(strategies.size()));
      files.settle(strategy, 5_000);
    }
    files.settle(strategies.get(1), 5_000);
    files.assertLevelsDoNotOverlap();
    assertThat(files.countOf(0)).isLessThan(4);
    files.settle(strategies.get(0), 5_000);
    assertThat(files.files).hasSizeLessThan(30);
  }

  @Test
  void overlappingFilesOfALevelCountAsItsTop() {
    FileFacts a = new FileFacts(1, 2, MIB, 0, 100, 1, 1, FileFacts.FOR_EVER, 0, 0);
    FileFacts b = new FileFacts(2, 2, MIB, 50, 150, 1, 1, FileFacts.FOR_EVER, 0, 0);
    Levels levels = Levels.of(List.of(a, b), List.of());
    assertThat(levels.at(2)).containsExactly(a);
    assertThat(levels.at(0)).containsExactly(b.withLevel(0));
  }

  @Test
  void timeWindowLeavesOneFileForEachPastWindow() {
    long seed = seed("timeWindow");
    Strategy strategy = Strategy.of(new CompactionStrategy.TimeWindow(60_000));
    SimulatedFiles files = new SimulatedFiles(seed, 1);
    for (int i = 0; i < FLUSHES; i++) {
      files.nowMillis += 1_000 + files.random.nextLong(1_000);
      files.flush(MIB + files.random.nextLong(MIB), true);
      files.settle(strategy, 40);
    }
    long current = files.nowMillis / 60_000;
    long windows =
        files.files.stream()
            .map(file -> Timestamp.millis(file.timestampMax()) / 60_000)
            .distinct()
            .count();
    long inCurrent =
        files.files.stream()
            .filter(file -> Timestamp.millis(file.timestampMax()) / 60_000 == current)
            .count();
    assertThat(files.files.size())
        .isLessThanOrEqualTo((int) (windows - 1 + Math.max(1, inCurrent)));
    // 30 to 60 flushes a window: once each, twice in tiers of four at most, once at its end.
    assertThat(files.writeAmplification()).isLessThan(1 + 3 + 1);
  }
}

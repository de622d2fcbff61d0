// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.Seeds;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final int ROUNDS = 20_000;
  private static final int FACTS_MAX = 8;
  private static final byte[] KEY = {5};
  private static final Version OLD = new Version(1, 7, 0);
  private static final Version NEW = new Version(2, 7, 0);

  private final Random random = Seeds.random(MergeTest.class);

  @Test
  void agreesWithTheNaiveModel() {
    for (int round = 0; round < ROUNDS; round++) {
      NaivePartition a = NaivePartition.random(random, FACTS_MAX);
      NaivePartition b = NaivePartition.random(random, FACTS_MAX);
      assertThat(Merge.partitions(a.normalForm(), b.normalForm()))
          .as("%s and %s", a, b)
          .isEqualTo(a.and(b).normalForm());
    }
  }

  @Test
  void factsInAnyOrderAndGroupingMakeTheSame() {
    for (int round = 0; round < ROUNDS / 4; round++) {
      NaivePartition all = NaivePartition.random(random, 2 * FACTS_MAX);
      List<PartitionData> parts = new ArrayList<>();
      all.facts().forEach(fact -> parts.add(NaivePartition.alone(fact)));
      parts.add(PartitionData.EMPTY);
      while (parts.size() > 1) {
        PartitionData a = parts.remove(random.nextInt(parts.size()));
        PartitionData b = parts.get(random.nextInt(parts.size()));
        if (random.nextInt(4) > 0) {
          parts.remove(b);
        }
        parts.add(Merge.partitions(a, b));
      }
      assertThat(parts.get(0)).as("%s", all).isEqualTo(all.normalForm());
    }
  }

  @Test
  void isAssociativeCommutativeAndIdempotent() {
    for (int round = 0; round < ROUNDS; round++) {
      PartitionData a = NaivePartition.random(random, FACTS_MAX).normalForm();
      PartitionData b = NaivePartition.random(random, FACTS_MAX).normalForm();
      PartitionData c = NaivePartition.random(random, FACTS_MAX).normalForm();
      PartitionData ab = Merge.partitions(a, b);
      assertThat(Merge.partitions(b, a)).isEqualTo(ab);
      assertThat(Merge.partitions(ab, c)).isEqualTo(Merge.partitions(a, Merge.partitions(b, c)));
      assertThat(Merge.partitions(a, a)).isEqualTo(a);
      assertThat(Merge.partitions(ab, b)).isEqualTo(ab);
      assertThat(Merge.partitions(a, PartitionData.EMPTY)).isEqualTo(a);
    }
  }

  @Test
  void aReadersMomentKeepsTheNormalForm() {
    for (int round = 0; round < ROUNDS / 4; round++) {
      PartitionData data = NaivePartition.random(random, 2 * FACTS_MAX).normalForm();
      PartitionData seen = Merge.at(2, data);
      assertThat(Merge.partitions(seen, seen)).isEqualTo(seen);
      assertThat(Merge.at(2, seen)).isEqualTo(seen);
      assertThat(Merge.at(0, data)).isEqualTo(data);
      for (Row row : seen.rows()) {
        for (Cell cell : row.cells()) {
          assertThat(Expiry.expired(cell.expiryMillis(), 2)).isFalse();
        }
      }
    }
  }

  @Test
  void greaterVersionWinsThenTombstoneThenBytesThenExpiry() {
    Cell older = new Cell(1, OLD, new byte[] {9}, Expiry.NEVER);
    Cell newer = new Cell(1, NEW, new byte[] {1}, Expiry.NEVER);
    Cell tombstone = Cell.tombstone(1, NEW);
    Cell greater = new Cell(1, NEW, new byte[] {(byte) 0x80}, 5);
    Cell sooner = new Cell(1, NEW, new byte[] {(byte) 0x80}, 4);
    Cell never = new Cell(1, NEW, new byte[] {(byte) 0x80}, Expiry.NEVER);
    assertWins(newer, older);
    assertWins(tombstone, greater);
    assertWins(greater, newer);
    assertWins(greater, sooner);
    assertWins(never, greater);
  }

  @Test
  void writerIsComparedUnsignedAndCountLast() {
    Cell low = new Cell(1, new Version(1, 1, 9), new byte[0], Expiry.NEVER);
    Cell high = new Cell(1, new Version(1, -1, 0), new byte[0], Expiry.NEVER);
    Cell stacked = new Cell(1, new Version(1, -1, 1), new byte[0], Expiry.NEVER);
    assertWins(high, low);
    assertWins(stacked, high);
  }

  @Test
  void deletionShadowsWhatHasItsOwnVersion() {
    Row row =
        new Row(
            KEY,
            new Liveness(OLD, Expiry.NEVER),
            null,
            List.of(
                new Cell(0, OLD, new byte[] {1}, Expiry.NEVER),
                new Cell(1, NEW, new byte[] {2}, Expiry.NEVER)));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    Row left = new Row(KEY, null, null, List.of(row.cells().get(1)));
    PartitionData byPartition = new PartitionData(OLD, List.of(), List.of());
    assertThat(Merge.partitions(data, byPartition))
        .isEqualTo(new PartitionData(OLD, List.of(), List.of(left)));
    RangeTombstone range = new RangeTombstone(ByteRange.single(KEY), OLD);
    PartitionData byRange = new PartitionData(null, List.of(range), List.of());
    assertThat(Merge.partitions(byRange, data))
        .isEqualTo(new PartitionData(null, List.of(range), List.of(left)));
    PartitionData byRow =
        new PartitionData(null, List.of(), List.of(new Row(KEY, null, OLD, List.of())));
    assertThat(Merge.partitions(byRow, data))
        .isEqualTo(
            new PartitionData(
                null, List.of(), List.of(new Row(KEY, null, OLD, List.of(row.cells().get(1))))));
  }

  @Test
  void rowIsLiveByItsMarkOrByAValue() {
    Liveness mark = new Liveness(OLD, 10);
    Cell value = new Cell(0, OLD, new byte[0], 20);
    Row both = new Row(KEY, mark, null, List.of(value));
    assertThat(Merge.isLive(both, 9)).isTrue();
    assertThat(Merge.isLive(both, 10)).isTrue();
    assertThat(Merge.isLive(both, 20)).isFalse();
    assertThat(Merge.isLive(new Row(KEY, mark, null, List.of()), 9)).isTrue();
    assertThat(Merge.isLive(new Row(KEY, null, OLD, List.of(Cell.tombstone(0, NEW))), 0)).isFalse();
  }

  private static void assertWins(Cell winner, Cell loser) {
    assertThat(Merge.cells(winner, loser)).isSameAs(winner);
    assertThat(Merge.cells(loser, winner)).isSameAs(winner);
  }
}

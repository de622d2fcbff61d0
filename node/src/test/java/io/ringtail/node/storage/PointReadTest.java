// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads of one row, which ask no table that can add nothing. */
class PointReadTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int KEYS = 4;
  private static final int COLUMNS = 3;

  private static StorageHarness harness(long seed) {
    // So small a cache that no block stays in it.
    StorageHarness harness = new StorageHarness(seed, SyncMode.NONE, 1 << 20, 4 << 20);
    StorageOptions options = harness.options;
    harness.reopenWith(
        new StorageOptions(
            options.syncMode(),
            options.syncPeriodMillis(),
            options.segmentBytes(),
            options.memtableBytes(),
            1));
    harness.storage.compactor().pauseAll();
    return harness;
  }

  private static Request.Read read(
      ByteRange slice, int @Nullable [] columns, int limit, boolean reverse, long now) {
    return new Request.Read(TABLE, List.of(), slice, columns, limit, reverse, now, false);
  }

  private static Cell cell(int column, Version version) {
    return new Cell(column, version, new byte[] {1, 2, (byte) version.timestamp()}, Expiry.NEVER);
  }

  private static PartitionData row(byte[] clustering, @Nullable Version mark, Cell... cells) {
    Liveness liveness = mark == null ? null : new Liveness(mark, Expiry.NEVER);
    return new PartitionData(
        null, List.of(), List.of(new Row(clustering, liveness, null, List.of(cells))));
  }

  private static Version at(long timestamp) {
    return new Version(timestamp, 1, 0);
  }

  /** Blocks that are read from disk for the whole of a partition without clustering columns. */
  private static long blocksRead(StorageHarness harness, PartitionData expected) {
    long before = harness.disk.reads();
    assertThat(harness.data(TABLE, RandomData.key(1))).isEqualTo(expected);
    return harness.disk.reads() - before;
  }

  /** SSTables that the read of a partition says it asked. */
  private static int tablesAsked(StorageHarness harness) {
    return ((ReadOutcome.Answer) harness.read(StorageHarness.readAll(TABLE, 0), RandomData.key(1)))
        .tables();
  }

  private static void table(StorageHarness harness, PartitionData data) {
    assertThat(harness.write(TABLE, RandomData.key(1), data))
        .isInstanceOf(WriteOutcome.Written.class);
    harness.flush();
  }

  @Test
  void anOverwrittenValueIsReadFromTheNewestTableAlone() {
    StorageHarness harness = harness(1);
    // The newest table is not the last one that was written.
    for (int time : new int[] {10, 50, 20, 40, 30}) {
      table(harness, row(Row.NO_CLUSTERING, null, cell(0, at(time))));
    }
    assertThat(blocksRead(harness, row(Row.NO_CLUSTERING, null, cell(0, at(50))))).isEqualTo(1);
    assertThat(tablesAsked(harness)).isOne();
    PartitionData newer = row(Row.NO_CLUSTERING, null, cell(0, at(60)));
    harness.write(TABLE, RandomData.key(1), newer);
    assertThat(blocksRead(harness, newer)).isZero();
    assertThat(tablesAsked(harness)).isZero();
  }

  @Test
  void whatTheNewestTableDoesNotKnowIsReadFromAllOthersAtOnce() {
    StorageHarness harness = harness(2);
    for (int time = 1; time <= 5; time++) {
      table(harness, row(Row.NO_CLUSTERING, null, cell(time % 2, at(time)), cell(5, at(time))));
    }
    // The newest table alone, then the two of the other four that may have column 0.
    List<ReadOutcome> done = new ArrayList<>();
    ReadOutcome outcome = harness.storage.read(StorageHarness.readAll(TABLE, 0), RandomData.key(1));
    ((ReadOutcome.Pending) outcome).waiting().whenDone(done::add);
    List<Long> reads = new ArrayList<>(List.of(harness.disk.reads()));
    while (done.isEmpty()) {
      harness.threads.step(harness.random);
      if (harness.disk.reads() != reads.getLast()) {
        reads.add(harness.disk.reads());
      }
    }
    assertThat(reads).containsExactly(reads.getFirst(), reads.getFirst() + 1, reads.getFirst() + 3);
    assertThat(((ReadOutcome.Answer) done.getFirst()).tables()).isEqualTo(3);
    assertThat(StorageHarness.data(done.getFirst()))
        .isEqualTo(row(Row.NO_CLUSTERING, null, cell(0, at(4)), cell(1, at(5)), cell(5, at(5))));
  }

  @Test
  void tablesThatMayHoldOlderMarksOrDeletionsAreReadUnlessTheyAreShadowed() {
    Cell value = cell(0, at(50));
    PartitionData newest = row(Row.NO_CLUSTERING, null, value);
    Version old = at(10);
    Row deletedRow = new Row(Row.NO_CLUSTERING, null, old, List.of());
    List<PartitionData> others =
        List.of(
            row(Row.NO_CLUSTERING, old),
            new PartitionData(null, List.of(), List.of(deletedRow)),
            new PartitionData(old, List.of(), List.of()),
            row(Row.NO_CLUSTERING, null, Cell.tombstone(1, old)),
            row(Row.NO_CLUSTERING, null, cell(2, old)));
    for (PartitionData other : others) {
      StorageHarness harness = harness(3);
      table(harness, newest);
      table(harness, other);
      assertThat(blocksRead(harness, Merge.partitions(newest, other))).as("%s", other).isEqualTo(2);
      PartitionData deletion = new PartitionData(at(60), List.of(), List.of());
      table(harness, deletion);
      assertThat(blocksRead(harness, deletion)).as("%s", other).isEqualTo(1);
    }
  }

  @Test
  void tablesWithTheSameTimestampAreRead() {
    StorageHarness harness = harness(4);
    Version greater = new Version(50, 9, 0);
    table(harness, row(Row.NO_CLUSTERING, null, cell(0, greater)));
    table(harness, row(Row.NO_CLUSTERING, null, cell(0, at(50))));
    assertThat(blocksRead(harness, row(Row.NO_CLUSTERING, null, cell(0, greater)))).isEqualTo(2);
  }

  @Test
  void slicesAreNotReadFromTablesWithOtherRows() {
    StorageHarness harness = harness(5);
    for (int i = 0; i < 6; i++) {
      table(harness, row(RandomData.key(i), null, cell(0, at(10))));
    }
    for (int from = 0; from <= 6; from++) {
      for (int to = from; to <= 6; to++) {
        ByteRange slice = new ByteRange(RandomData.key(from), RandomData.key(to));
        long before = harness.disk.reads();
        Request.Read request = read(slice, null, Request.Read.ROWS_ALL, to % 2 == 0, 0);
        PartitionData found = StorageHarness.data(harness.read(request, RandomData.key(1)));
        assertThat(found.rows()).hasSize(to - from);
        assertThat(harness.disk.reads() - before).isEqualTo(to - from);
      }
    }
  }

  /** What a table of the random test may hold beside values. */
  private record Kinds(boolean marks, boolean rowDeletions, boolean wideDeletions) {}

  /** One partition's writes, with timestamps that overlap those of neighbouring tables. */
  private static PartitionData random(
      Random random, Kinds kinds, int clusterings, int begin, int columnsMax) {
    Version version = new Version(begin + random.nextInt(8), random.nextInt(3), 0);
    byte[] clustering =
        clusterings == 1 ? Row.NO_CLUSTERING : RandomData.key(random.nextInt(clusterings));
    int kind = random.nextInt(12);
    if (kind == 0 && kinds.wideDeletions) {
      return new PartitionData(version, List.of(), List.of());
    }
    if (kind == 1 && kinds.wideDeletions && clusterings > 1) {
      ByteRange range = new ByteRange(clustering, RandomData.key(clusterings));
      return new PartitionData(null, List.of(new RangeTombstone(range, version)), List.of());
    }
    if (kind == 2 && kinds.rowDeletions) {
      return new PartitionData(
          null, List.of(), List.of(new Row(clustering, null, version, List.of())));
    }
    List<Cell> cells = new ArrayList<>();
    boolean all = random.nextInt(3) > 0;
    for (int column = 0; column < columnsMax; column++) {
      if (all || random.nextBoolean()) {
        cells.add(randomCell(random, column, version));
      }
    }
    boolean marked = kinds.marks && random.nextInt(3) > 0;
    if (!marked && cells.isEmpty()) {
      return PartitionData.EMPTY;
    }
    Liveness liveness =
        marked ? new Liveness(version, random.nextInt(3) == 0 ? 30 : Expiry.NEVER) : null;
    return new PartitionData(null, List.of(), List.of(new Row(clustering, liveness, null, cells)));
  }

  private static Cell randomCell(Random random, int column, Version version) {
    return switch (random.nextInt(6)) {
      case 0 -> Cell.tombstone(column, version);
      // An expired cell is a tombstone, which would win over another value of the same version.
      case 1 ->
          new Cell(
              column,
              new Version(version.timestamp(), random.nextLong(), 0),
              new byte[random.nextInt(5)],
              1 + random.nextInt(60));
      default -> new Cell(column, version, new byte[random.nextInt(5)], Expiry.NEVER);
    };
  }

  @Test
  void pointReadsKnowWhatAllTablesKnowTogether() {
    long seed = StorageHarness.seed("pointReadsKnowWhatAllTablesKnow");
    long read = 0;
    long there = 0;
    for (int round = 0; round < 400; round++) {
      Random random = new Random(seed + round);
      StorageHarness harness = harness(seed + round);
      int clusterings = round % 2 == 0 ? 1 : 3;
      PartitionData[] model = new PartitionData[KEYS];
      Arrays.fill(model, PartitionData.EMPTY);
      int tables = 2 + random.nextInt(5);
      int[] holders = new int[KEYS];
      for (int table = 0; table <= tables; table++) {
        Kinds kinds =
            new Kinds(random.nextBoolean(), random.nextInt(3) == 0, random.nextInt(4) == 0);
        int begin = 1 + 5 * random.nextInt(tables + 1);
        int columnsMax = 1 + random.nextInt(COLUMNS);
        int writes = random.nextInt(3 * KEYS);
        boolean[] written = new boolean[KEYS];
        for (int i = 0; i < writes; i++) {
          int key = random.nextInt(KEYS);
          PartitionData data = random(random, kinds, clusterings, begin, columnsMax);
          if (!data.isEmpty()) {
            model[key] = Merge.partitions(model[key], data);
            harness.write(TABLE, RandomData.key(key), data);
            written[key] = true;
          }
        }
        harness.storage.commitTurn();
        // What was written last stays in the memtable.
        if (table < tables) {
          harness.flush();
          for (int key = 0; key < KEYS; key++) {
            holders[key] += written[key] ? 1 : 0;
          }
        }
      }
      for (int key = 0; key < KEYS; key++) {
        for (int i = 0; i < 4; i++) {
          long before = harness.disk.reads();
          checkRead(harness, random, clusterings, key, model[key], "seed " + seed + "+" + round);
          if (clusterings == 1) {
            read += harness.disk.reads() - before;
            there += holders[key];
          }
        }
      }
    }
    System.out.printf("%d blocks read of %d%n", read, there);
    // Where nothing is skipped, as many are read as there are.
    assertThat(read).isLessThan(there * 4 / 5);
  }

  private static void checkRead(
      StorageHarness harness,
      Random random,
      int clusterings,
      int key,
      PartitionData model,
      String what) {
    byte[] clustering =
        clusterings == 1 ? Row.NO_CLUSTERING : RandomData.key(random.nextInt(clusterings));
    boolean all = random.nextInt(clusterings == 1 ? 2 : 6) == 0;
    ByteRange slice = all ? ByteRange.ALL : ByteRange.single(clustering);
    int @Nullable [] columns =
        random.nextBoolean()
            ? null
            : random.ints(0, COLUMNS).limit(2).sorted().distinct().toArray();
    long now = random.nextInt(70);
    int limit = all || random.nextBoolean() ? Request.Read.ROWS_ALL : 1;
    Request.Read request = read(slice, columns, limit, random.nextBoolean(), now);
    PartitionData found = StorageHarness.data(harness.read(request, RandomData.key(key)));
    List<Row> rows = new ArrayList<>();
    for (Row row : model.rows()) {
      List<Cell> cells =
          row.cells().stream()
              .filter(cell -> columns == null || Arrays.binarySearch(columns, cell.columnId()) >= 0)
              .toList();
      Row wanted = new Row(row.clustering(), row.liveness(), row.deletion(), cells);
      if (slice.contains(row.clustering()) && !wanted.isEmpty()) {
        rows.add(wanted);
      }
    }
    List<RangeTombstone> ranges =
        model.ranges().stream()
            .map(each -> new RangeTombstone(each.range().intersect(slice), each.version()))
            .filter(each -> !each.range().isEmpty())
            .toList();
    assertThat(found)
        .as(what)
        .isEqualTo(Merge.at(now, new PartitionData(model.deletion(), ranges, rows)));
  }
}

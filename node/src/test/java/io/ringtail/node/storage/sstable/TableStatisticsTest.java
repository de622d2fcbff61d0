// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.TimestampRange;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableStatisticsTest {
  private static final NewTable TABLE = new NewTable(3, 9, Compression.ZSTD, 77);

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static TableStatistics collect(List<PartitionData> partitions) {
    StatisticsCollector collector = new StatisticsCollector();
    long token = 10;
    for (PartitionData data : partitions) {
      byte[] content = PartitionCodec.encode(data);
      collector.addContent(content, 0, content.length);
      collector.addPartition(token++);
    }
    return collector.statistics(TABLE, 500, 400);
  }

  /** What random partitions hold, counted from their objects. */
  private static final class Naive {
    final TimestampRange timestamps = new TimestampRange();
    final List<Long> times = new ArrayList<>();
    final List<byte[]> clusterings = new ArrayList<>();
    long liveUntil;
    long rows;
    long cells;
    long tombstones;
    long wide;
    long marks;
    long rowDeletions;
    final SortedSet<Integer> columns = new TreeSet<>();

    void add(PartitionData data) {
      timestamps.add(data);
      if (data.deletion() != null) {
        wide++;
        tombstone(data.deletion());
      }
      for (RangeTombstone range : data.ranges()) {
        wide++;
        tombstone(range.version());
      }
      for (Row row : data.rows()) {
        add(row);
      }
    }

    private void add(Row row) {
      rows++;
      clusterings.add(row.clustering());
      if (row.deletion() != null) {
        rowDeletions++;
        tombstone(row.deletion());
      }
      Liveness liveness = row.liveness();
      if (liveness != null) {
        marks++;
        expiry(liveness.expiryMillis(), liveness.version());
      }
      for (Cell cell : row.cells()) {
        columns.add(cell.columnId());
        if (cell.isTombstone()) {
          tombstone(cell.version());
        } else {
          cells++;
          expiry(cell.expiryMillis(), cell.version());
        }
      }
    }

    private void tombstone(Version version) {
      tombstones++;
      if (version.count() > 0) {
        liveUntil = Long.MAX_VALUE;
      } else {
        times.add(Timestamp.millis(version.timestamp()));
      }
    }

    private void expiry(long millis, Version version) {
      if (millis == Expiry.NEVER || version.count() > 0) {
        liveUntil = Long.MAX_VALUE;
      } else {
        liveUntil = Math.max(liveUntil, millis);
        times.add(millis);
      }
    }
  }

  /** The same with so many conditional writes on each version. */
  private static PartitionData stacked(PartitionData data, int count) {
    List<RangeTombstone> ranges =
        data.ranges().stream()
            .map(range -> new RangeTombstone(range.range(), stacked(range.version(), count)))
            .toList();
    List<Row> rows =
        data.rows().stream()
            .map(row ->
                new Row(
                    row.clustering(),
                    row.liveness() == null
                        ? null
                        : new Liveness(
                            stacked(row.liveness().version(), count),
                            row.liveness().expiryMillis()),
                    row.deletion() == null ? null : stacked(row.deletion(), count),
                    row.cells().stream()
                        .map(cell ->
                            new Cell(
                                cell.columnId(),
                                stacked(cell.version(), count),
                                cell.value(),
                                cell.expiryMillis()))
                        .toList()))
            .toList();
    return new PartitionData(
        data.deletion() == null ? null : stacked(data.deletion(), count), ranges, rows);
  }

  private static Version stacked(Version version, int count) {
    return new Version(version.timestamp(), version.writer(), count);
  }

  @Test
  void theyTellWhatPartitionsHold() {
    for (int round = 0; round < 200; round++) {
      RandomData data = new RandomData(random, 1 + random.nextInt(40), 1 << 30);
      List<PartitionData> partitions = new ArrayList<>();
      Naive naive = new Naive();
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        PartitionData partition = stacked(data.partition(), Math.max(0, random.nextInt(8) - 5));
        partitions.add(partition);
        naive.add(partition);
      }
      TableStatistics statistics = collect(partitions);
      assertThat(statistics.counts())
          .as("seed " + seed)
          .isEqualTo(
              new TableStatistics.Counts(
                  partitions.size(),
                  naive.rows,
                  naive.marks,
                  naive.cells,
                  naive.tombstones,
                  naive.rowDeletions,
                  naive.wide));
      List<Integer> columns = new ArrayList<>();
      for (int id = statistics.columns().nextId(0);
          id >= 0;
          id = statistics.columns().nextId(id + 1)) {
        columns.add(id);
      }
      assertThat(columns).containsExactlyElementsOf(naive.columns);
      assertThat(statistics.timestampMin()).isEqualTo(naive.timestamps.min());
      assertThat(statistics.timestampMax()).isEqualTo(naive.timestamps.max());
      assertThat(statistics.liveUntilMillis()).isEqualTo(naive.liveUntil);
      naive.clusterings.sort(Arrays::compareUnsigned);
      if (!naive.clusterings.isEmpty()) {
        assertThat(statistics.clusteringMin()).isEqualTo(naive.clusterings.getFirst());
        assertThat(statistics.clusteringMax()).isEqualTo(naive.clusterings.getLast());
      }
      assertThat(statistics.tombstones().total()).isEqualTo(naive.times.size());
      long behind = naive.times.stream().mapToLong(Long::longValue).max().orElse(0) + 2_048;
      assertThat(statistics.droppableBefore(behind)).isEqualTo(naive.times.size());
      assertThat(TableStatistics.decode(statistics.encode())).isEqualTo(statistics);
    }
  }

  @Test
  void aSliceConcernsATableThatHoldsRowsInItOrDeletionsWiderThanRows() {
    Version version = new Version(5, 1, 0);
    Row row = new Row(new byte[] {5}, null, version, List.of());
    Row later = new Row(new byte[] {7}, null, version, List.of());
    TableStatistics rows =
        collect(List.of(new PartitionData(null, List.of(), List.of(row, later))));
    assertThat(rows.concerns(ByteRange.ALL)).isTrue();
    assertThat(rows.concerns(new ByteRange(new byte[] {7}, null))).isTrue();
    assertThat(rows.concerns(new ByteRange(new byte[] {8}, null))).isFalse();
    assertThat(rows.concerns(new ByteRange(new byte[] {1}, new byte[] {5}))).isFalse();
    assertThat(rows.concerns(new ByteRange(new byte[] {1}, new byte[] {6}))).isTrue();
    TableStatistics deletion = collect(List.of(new PartitionData(version, List.of(), List.of())));
    assertThat(deletion.concerns(new ByteRange(new byte[] {8}, null))).isTrue();
    assertThat(collect(List.of()).concerns(ByteRange.ALL)).isFalse();
  }

  @Test
  void columnsBeyondThoseThatAreToldApartMakeAllOfThemUnknown() {
    for (int id : new int[] {0, ColumnSet.ID_MAX - 1, ColumnSet.ID_MAX, Integer.MAX_VALUE}) {
      Cell cell = new Cell(id, new Version(5, 1, 0), new byte[3], Expiry.NEVER);
      Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
      TableStatistics statistics =
          TableStatistics.decode(
              collect(List.of(new PartitionData(null, List.of(), List.of(row)))).encode());
      assertThat(statistics.columns().isKnown()).isEqualTo(id < ColumnSet.ID_MAX);
      if (statistics.columns().isKnown()) {
        assertThat(statistics.columns().nextId(0)).isEqualTo(id);
        assertThat(statistics.columns().nextId(id + 1)).isEqualTo(-1);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Random data of a storage that forgets deletions: written in time, and as a reader sees it. */
final class DatedData {
  /** Deletions may leave once they are older. */
  static final long GRACE_MILLIS = TimeUnit.HOURS.toMillis(10);

  /** Random data has timestamps below this, which are spread over the grace. */
  static final int TIMESTAMPS = 40;

  private DatedData() {}

  /** What a reader sees: values that live, with their versions, and rows that exist. */
  static List<Row> seen(PartitionData data, long readerMillis) {
    List<Row> seen = new ArrayList<>();
    for (Row row : Merge.at(readerMillis, data).rows()) {
      Liveness liveness = row.liveness();
      if (liveness != null && Expiry.expired(liveness.expiryMillis(), readerMillis)) {
        liveness = null;
      }
      List<Cell> cells = row.cells().stream().filter(cell -> !cell.isTombstone()).toList();
      Row left = new Row(row.clustering(), liveness, null, cells);
      if (!left.isEmpty()) {
        seen.add(left);
      }
    }
    return seen;
  }

  /**
   * Data as it may be written at a moment: none of it so old that deletions of its age may have
   * left, and values that expire soon.
   */
  static PartitionData at(PartitionData data, long nowMillis) {
    List<RangeTombstone> ranges =
        data.ranges().stream()
            .map(range -> new RangeTombstone(range.range(), versionOf(range.version(), nowMillis)))
            .toList();
    List<Row> rows = data.rows().stream().map(row -> dated(row, nowMillis)).toList();
    return new PartitionData(dated(data.deletion(), nowMillis), ranges, rows);
  }

  private static Row dated(Row row, long nowMillis) {
    List<Cell> cells =
        row.cells().stream()
            .map(cell ->
                new Cell(
                    cell.columnId(),
                    versionOf(cell.version(), nowMillis),
                    cell.value(),
                    expiry(cell.expiryMillis(), nowMillis)))
            .toList();
    Liveness mark = row.liveness();
    // A mark expires by its version, so that equal versions are equal marks.
    Liveness liveness =
        mark == null
            ? null
            : new Liveness(
                versionOf(mark.version(), nowMillis),
                mark.version().writer() == 0 ? Expiry.NEVER : nowMillis + GRACE_MILLIS);
    return new Row(row.clustering(), liveness, dated(row.deletion(), nowMillis), cells);
  }

  private static long expiry(long expiryMillis, long nowMillis) {
    return expiryMillis == Expiry.NEVER ? Expiry.NEVER : nowMillis + 40_000 * expiryMillis;
  }

  private static @Nullable Version dated(@Nullable Version version, long nowMillis) {
    return version == null ? null : versionOf(version, nowMillis);
  }

  private static Version versionOf(Version version, long nowMillis) {
    long stepMillis = GRACE_MILLIS / TIMESTAMPS;
    long millis = nowMillis - GRACE_MILLIS + version.timestamp() * stepMillis;
    return new Version(Timestamp.ofMillis(millis), version.writer(), version.count());
  }
}

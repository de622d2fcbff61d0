// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableWalk;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Timestamp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints the partitions of a table so that people can read them. */
final class TableDump implements TableWalk.Visitor {
  private final PrintWriter out;
  private final long limit;
  private final @Nullable Long token;
  private long printed;
  private boolean good = true;

  TableDump(PrintWriter out, long limit, @Nullable Long token) {
    this.out = out;
    this.limit = limit;
    this.token = token;
  }

  /** Prints a table; returns whether all of it could be read. */
  boolean run(SsTable table) throws IOException {
    TableWalk.over(table, this);
    return good;
  }

  @Override
  public void damaged(long firstToken, long lastToken, String what) {
    good = false;
    out.printf("damaged: tokens %016x to %016x: %s%n", firstToken, lastToken, what);
  }

  @Override
  public void partition(long partitionToken, byte[] key, PartitionView view) {
    if (printed >= limit || (token != null && token != partitionToken)) {
      return;
    }
    printed++;
    out.printf("partition %016x key %s%n", partitionToken, TableText.bytes(key));
    PartitionData head = view.head();
    if (head.deletion() != null) {
      out.println("  deleted " + version(head.deletion()));
    }
    for (RangeTombstone range : head.ranges()) {
      byte[] end = range.range().end();
      out.printf(
          "  deleted from %s to %s %s%n",
          TableText.bytes(range.range().start()),
          end == null ? "the end" : TableText.bytes(end),
          version(range.version()));
    }
    rows(partitionToken, view);
  }

  private void rows(long partitionToken, PartitionView view) {
    try {
      RowCursor cursor = view.rows(ByteRange.ALL, false);
      List<Row> batch = cursor.next();
      while (batch != null && !batch.isEmpty()) {
        batch.forEach(this::row);
        batch = cursor.next();
      }
    } catch (UncheckedIOException damaged) {
      damaged(
          partitionToken,
          partitionToken,
          String.valueOf(Objects.requireNonNull(damaged.getCause()).getMessage()));
    }
  }

  private void row(Row row) {
    out.println("  row " + TableText.bytes(row.clustering()));
    Liveness liveness = row.liveness();
    if (liveness != null) {
      out.println("    inserted " + version(liveness.version()) + expiry(liveness.expiryMillis()));
    }
    if (row.deletion() != null) {
      out.println("    deleted " + version(row.deletion()));
    }
    for (Cell cell : row.cells()) {
      byte[] value = cell.value();
      out.printf(
          "    column %d %s %s%s%n",
          cell.columnId(),
          value == null ? "deleted" : "= " + TableText.bytes(value),
          version(cell.version()),
          expiry(cell.expiryMillis()));
    }
  }

  private static String version(Version version) {
    return String.format(
        "at %s (%d, %016x, %d)",
        TableText.time(Timestamp.millis(version.timestamp())),
        version.timestamp(),
        version.writer(),
        version.count());
  }

  private static String expiry(long millis) {
    return millis == Expiry.NEVER ? "" : " until " + TableText.time(millis);
  }
}

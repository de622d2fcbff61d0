// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowMerge;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what several sources say together, partition by partition, without ever holding more than
 * a block of a wide one. Cells that expired long ago become tombstones. Confined to one thread.
 */
public final class TableMerge {
  /** The time for a merge that leaves all cells as they are. */
  public static final long NOTHING_EXPIRED = 0;

  private final TableWriter writer;
  private final long expiredMillis;
  private final BooleanSupplier stopped;

  /**
   * Prepares a merge.
   *
   * @param expiredMillis cells that expired by this time become tombstones; no reader's clock may
   *     be before it any more
   * @param stopped asked before each partition: whether to give up
   */
  public TableMerge(TableWriter writer, long expiredMillis, BooleanSupplier stopped) {
    this.writer = writer;
    this.expiredMillis = expiredMillis;
    this.stopped = stopped;
  }

  /**
   * Writes all partitions that cursors walk over, none of which may meet something missing.
   *
   * @throws InterruptedIOException when it was stopped
   */
  public void write(List<PartitionCursor> cursors) throws IOException {
    List<PartitionView> views = new ArrayList<>();
    while (true) {
      PartitionCursor first = least(cursors);
      if (first == null) {
        return;
      }
      if (stopped.getAsBoolean()) {
        throw new InterruptedIOException("stopped");
      }
      long token = first.token();
      byte[] key = first.key();
      views.clear();
      for (PartitionCursor cursor : cursors) {
        if (isAt(cursor, token, key)) {
          views.add(cursor.view());
          cursor.advance();
        }
      }
      write(token, key, views);
    }
  }

  private static @Nullable PartitionCursor least(List<PartitionCursor> cursors) {
    PartitionCursor least = null;
    for (PartitionCursor cursor : cursors) {
      if (cursor.state() == PartitionCursor.State.AT
          && (least == null || PartitionCursor.compare(cursor, least) < 0)) {
        least = cursor;
      }
    }
    return least;
  }

  private static boolean isAt(PartitionCursor cursor, long token, byte[] key) {
    return cursor.state() == PartitionCursor.State.AT
        && cursor.token() == token
        && Arrays.equals(cursor.key(), key);
  }

  private void write(long token, byte[] key, List<PartitionView> views) throws IOException {
    PartitionView only = views.getFirst();
    byte[] content = only.content();
    if (views.size() == 1 && content != null && !only.expires()) {
      writer.add(token, key, content, false);
      return;
    }
    PartitionData head = RowMerge.head(views);
    RowMerge rows = RowMerge.of(head, views, ByteRange.ALL, false);
    write(token, key, head, rows);
  }

  private void write(long token, byte[] key, PartitionData head, RowMerge rows) throws IOException {
    RowBlocks blocks = new RowBlocks(PartitionCodec.encode(head));
    List<Row> pending = new ArrayList<>();
    long pendingBytes = 0;
    boolean expires = false;
    for (List<Row> batch = next(rows); !batch.isEmpty(); batch = next(rows)) {
      PartitionData now = Merge.at(expiredMillis, new PartitionData(null, List.of(), batch));
      expires |= Slices.expires(now);
      for (Row row : now.rows()) {
        pending.add(row);
        pendingBytes += Slices.sizeBytes(row);
        if (pendingBytes >= TableFormat.BLOCK_BYTES) {
          writer.addRows(blocks, pending);
          pending.clear();
          pendingBytes = 0;
        }
      }
    }
    if (blocks.count() > 0) {
      if (!pending.isEmpty()) {
        writer.addRows(blocks, pending);
      }
      writer.addWide(token, key, blocks, expires);
    } else {
      PartitionData all = new PartitionData(head.deletion(), head.ranges(), pending);
      writer.add(token, key, PartitionCodec.encode(all), expires);
    }
  }

  private static List<Row> next(RowMerge rows) {
    List<Row> batch = rows.next();
    if (batch == null) {
      throw new IllegalStateException("rows are not in memory, though all are read directly");
    }
    return batch;
  }
}

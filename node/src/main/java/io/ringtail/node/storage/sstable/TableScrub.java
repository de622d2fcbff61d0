// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of a table, or of what is left of one, and writes what can be read of it to another one
 * if there is one. Blocks.
 *
 * <p>Of a wide partition with a block of rows that cannot be read, the rows before it and those
 * behind it are kept; between two such blocks nothing is.
 */
public final class TableScrub implements TableWalk.Visitor {
  /** What is told while a table is scrubbed. */
  public interface Listener {
    /** Partitions with these tokens are lost, or a part of them. */
    void lost(long firstToken, long lastToken, String what);

    /** So many of all blocks of partitions are done. */
    void progress(int blocks, int all);
  }

  private final @Nullable TableWriter writer;
  private final Listener listener;

  private TableScrub(@Nullable TableWriter writer, Listener listener) {
    this.writer = writer;
    this.listener = listener;
  }

  /**
   * Reads a table.
   *
   * @param writer of the table that gets what is readable; null to look only
   */
  public static void run(SsTable table, @Nullable TableWriter writer, Listener listener)
      throws IOException {
    TableWalk.over(table, new TableScrub(writer, listener));
  }

  /**
   * Reads what is left of a file that cannot be opened.
   *
   * @param writer of the table that gets what is readable
   */
  public static void run(TableSalvage salvage, TableWriter writer, Listener listener)
      throws IOException {
    salvage.walk(new TableScrub(writer, listener));
  }

  @Override
  public void damaged(long firstToken, long lastToken, String what) {
    listener.lost(firstToken, lastToken, what);
  }

  @Override
  public void progress(int blocks, int all) {
    listener.progress(blocks, all);
  }

  @Override
  public void partition(long token, byte[] key, PartitionView view) throws IOException {
    byte[] content = view.content();
    if (content == null) {
      wide(token, key, view);
      return;
    }
    // Throws what the walk takes for damage.
    PartitionCodec.decode(content);
    if (writer != null) {
      writer.add(token, key, content, view.expires());
    }
  }

  private void wide(long token, byte[] key, PartitionView view) throws IOException {
    RowBlocks blocks = new RowBlocks(PartitionCodec.encode(view.head()));
    Pending pending = new Pending(blocks);
    String damage = pending.readForward(view);
    if (damage != null) {
      listener.lost(token, token, damage);
      pending.readBackward(view);
    }
    pending.write();
    if (writer != null && blocks.count() > 0) {
      writer.addWide(token, key, blocks, view.expires());
    }
  }

  /** Rows that wait until they fill a block. */
  private final class Pending {
    private final RowBlocks blocks;
    private final List<Row> rows = new ArrayList<>();
    private long bytes;

    Pending(RowBlocks blocks) {
      this.blocks = blocks;
    }

    /** Adds the rows up to the first that cannot be read; returns why it cannot. */
    @Nullable String readForward(PartitionView view) throws IOException {
      try {
        RowCursor cursor = view.rows(ByteRange.ALL, false);
        for (List<Row> batch = next(cursor); !batch.isEmpty(); batch = next(cursor)) {
          for (Row row : batch) {
            add(row);
          }
        }
        return null;
      } catch (UncheckedIOException damaged) {
        return String.valueOf(Objects.requireNonNull(damaged.getCause()).getMessage());
      }
    }

    /** Adds the rows behind the last that cannot be read. */
    void readBackward(PartitionView view) throws IOException {
      Deque<Row> behind = new ArrayDeque<>();
      try {
        RowCursor cursor = view.rows(ByteRange.ALL, true);
        for (List<Row> batch = next(cursor); !batch.isEmpty(); batch = next(cursor)) {
          batch.forEach(behind::push);
        }
      } catch (UncheckedIOException expected) {
        for (Row row : behind) {
          add(row);
        }
      }
    }

    private List<Row> next(RowCursor cursor) {
      return Objects.requireNonNull(cursor.next(), "all blocks are read directly");
    }

    private void add(Row row) throws IOException {
      rows.add(row);
      bytes += Slices.sizeBytes(row);
      if (bytes >= TableFormat.BLOCK_BYTES) {
        write();
      }
    }

    void write() throws IOException {
      if (writer != null && !rows.isEmpty()) {
        writer.addRows(blocks, rows);
      }
      rows.clear();
      bytes = 0;
    }
  }
}

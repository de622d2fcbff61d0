// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.ListCursor;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.partition.RowMerge;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what several sources say together, partition by partition, without ever holding more than
 * a block of a wide one. What deletions shadow always leaves; what else may leave, a {@link Purge}
 * says. Confined to one thread.
 */
public final class TableMerge {
  private final SourceHeap sources;
  private final Purge purge;
  private final List<PartitionView> views = new ArrayList<>();

  /** Bytes of the partition that is being merged. */
  private long mergedBytes;

  /** Prepares a merge of cursors, none of which may meet something missing. */
  public TableMerge(List<PartitionCursor> cursors, Purge purge) {
    this.sources = new SourceHeap(cursors);
    this.purge = purge;
  }

  /** Writes all partitions of cursors as they are. */
  public static void writeAll(TableWriter writer, List<PartitionCursor> cursors)
      throws IOException {
    TableMerge merge = new TableMerge(cursors, Purge.NOTHING);
    while (!merge.atEnd()) {
      merge.writeNext(writer);
    }
  }

  /** Whether there is no partition left. */
  public boolean atEnd() {
    return sources.atEnd();
  }

  /** Token of the next partition. */
  public long token() {
    return sources.token();
  }

  /**
   * Writes the next partition, unless nothing is left of it.
   *
   * @return about how many bytes of it were looked at, uncompressed
   * @throws DamagedException when what a table says of it is malformed
   */
  public long writeNext(TableWriter writer) throws IOException {
    try {
      return mergeNext(writer);
    } catch (MalformedException malformed) {
      for (PartitionCursor source : sources.current()) {
        if (source instanceof TableCursor cursor && isMalformed(cursor.view())) {
          throw cursor.damaged(malformed);
        }
      }
      throw malformed;
    }
  }

  private static boolean isMalformed(PartitionView view) {
    try {
      byte[] content = view.content();
      if (content != null) {
        PartitionCodec.decode(content);
      } else {
        RowCursor rows = RowMerge.of(view.head(), List.of(view), ByteRange.ALL, false);
        List<Row> batch = next(rows);
        while (!batch.isEmpty()) {
          batch = next(rows);
        }
      }
      return false;
    } catch (MalformedException malformed) {
      return true;
    }
  }

  private long mergeNext(TableWriter writer) throws IOException {
    PartitionCursor only = sources.only();
    if (only != null && only.contentLength() >= 0) {
      mergedBytes = Long.BYTES + (long) only.keyLength() + only.contentLength();
      if (only.expires() || purge.drops()) {
        rewrite(writer, only);
      } else {
        writer.add(only);
      }
    } else {
      long token = sources.token();
      byte[] key = sources.key();
      mergedBytes = Long.BYTES + (long) key.length;
      views.clear();
      if (only == null) {
        sources.views(views);
        merge(writer, token, key);
      } else {
        views.add(only.view());
        mergeByRows(writer, token, key);
      }
    }
    sources.advance();
    return mergedBytes;
  }

  /** Writes what is left of a small partition that one source has. */
  private void rewrite(TableWriter writer, PartitionCursor only) throws IOException {
    long token = only.token();
    byte[] key = only.key();
    byte[] content = contentOf(only.view());
    boolean expires = only.expires();
    PartitionData data = PartitionCodec.decode(content);
    PartitionData left = purged(token, Merge.at(purge.expiredMillis(), data));
    if (left == data) {
      writer.add(token, key, content, expires);
    } else if (!left.isEmpty()) {
      writer.add(token, key, PartitionCodec.encode(left), expires && Slices.expires(left));
    }
  }

  /** Writes a partition that several sources have. */
  private void merge(TableWriter writer, long token, byte[] key) throws IOException {
    for (PartitionView view : views) {
      if (view.content() == null) {
        mergeByRows(writer, token, key);
        return;
      }
    }
    PartitionData data = PartitionData.EMPTY;
    for (PartitionView view : views) {
      byte[] content = contentOf(view);
      mergedBytes += content.length;
      data = Merge.partitions(data, PartitionCodec.decode(content));
    }
    PartitionData head = new PartitionData(data.deletion(), data.ranges(), List.of());
    write(writer, token, key, head, new ListCursor(data.rows()));
  }

  private static byte[] contentOf(PartitionView small) {
    byte[] content = small.content();
    if (content == null) {
      throw new IllegalStateException("expected a small partition, found a wide one");
    }
    return content;
  }

  private void mergeByRows(TableWriter writer, long token, byte[] key) throws IOException {
    PartitionData head = RowMerge.head(views);
    RowMerge rows = RowMerge.of(head, views, ByteRange.ALL, false);
    write(writer, token, key, head, rows);
  }

  /**
   * Writes a partition from its merged deletions and rows: rows in blocks of their own once they
   * fill one.
   */
  private void write(
      TableWriter writer, long token, byte[] key, PartitionData mergedHead, RowCursor rows)
      throws IOException {
    PartitionData head = purged(token, mergedHead);
    RowBlocks blocks = new RowBlocks(PartitionCodec.encode(head));
    List<Row> pending = new ArrayList<>();
    long pendingBytes = 0;
    boolean expires = false;
    for (List<Row> batch = next(rows); !batch.isEmpty(); batch = next(rows)) {
      PartitionData merged = new PartitionData(null, List.of(), batch);
      PartitionData now = purged(token, Merge.at(purge.expiredMillis(), merged));
      expires |= Slices.expires(now);
      for (Row row : now.rows()) {
        pending.add(row);
        pendingBytes += Slices.sizeBytes(row);
        if (pendingBytes >= TableFormat.BLOCK_BYTES) {
          writer.addRows(blocks, pending);
          mergedBytes += pendingBytes;
          pending.clear();
          pendingBytes = 0;
        }
      }
    }
    mergedBytes += pendingBytes;
    if (blocks.count() > 0) {
      if (!pending.isEmpty()) {
        writer.addRows(blocks, pending);
      }
      writer.addWide(token, key, blocks, expires);
      return;
    }
    PartitionData all = new PartitionData(head.deletion(), head.ranges(), pending);
    if (!all.isEmpty()) {
      writer.add(token, key, PartitionCodec.encode(all), expires);
    }
  }

  private static List<Row> next(RowCursor rows) {
    List<Row> batch = rows.next();
    if (batch == null) {
      throw new IllegalStateException("rows are not in memory, though all are read directly");
    }
    return batch;
  }

  /** What is left of data in which nothing is shadowed; the same object when that is all. */
  private PartitionData purged(long token, PartitionData data) {
    if (!purge.drops()) {
      return data;
    }
    Version deletion = left(token, data.deletion());
    boolean changed = deletion != data.deletion();
    List<RangeTombstone> ranges = new ArrayList<>(data.ranges().size());
    for (RangeTombstone range : data.ranges()) {
      if (!purge.droppable(token, range.version())) {
        ranges.add(range);
      }
    }
    changed |= ranges.size() < data.ranges().size();
    List<Row> rows = new ArrayList<>(data.rows().size());
    for (Row row : data.rows()) {
      Row left = purged(token, row);
      changed |= left != row;
      if (!left.isEmpty()) {
        rows.add(left);
      }
    }
    return changed ? new PartitionData(deletion, ranges, rows) : data;
  }

  private Row purged(long token, Row row) {
    Version deletion = left(token, row.deletion());
    Liveness liveness = row.liveness();
    if (liveness != null
        && Expiry.expired(liveness.expiryMillis(), purge.expiredMillis())
        && purge.droppable(token, liveness.version())) {
      liveness = null;
    }
    boolean changed = deletion != row.deletion() || liveness != row.liveness();
    List<Cell> cells = row.cells();
    for (Cell cell : row.cells()) {
      if (cell.isTombstone() && purge.droppable(token, cell.version())) {
        cells =
            row.cells().stream()
                .filter(each -> !each.isTombstone() || !purge.droppable(token, each.version()))
                .toList();
        changed = true;
        break;
      }
    }
    return changed ? new Row(row.clustering(), liveness, deletion, cells) : row;
  }

  private @Nullable Version left(long token, @Nullable Version deletion) {
    return deletion != null && purge.droppable(token, deletion) ? null : deletion;
  }
}

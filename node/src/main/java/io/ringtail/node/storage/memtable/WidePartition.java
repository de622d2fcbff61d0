// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition of many rows in a memtable: each row is an entry of its own, encoded as a partition
 * of one row, so that changing it costs the same however many there are. Deletions that cover more
 * than a row are kept apart, and laid over the rows when they are read.
 */
final class WidePartition implements PartitionView {
  /** Rows read at a time. */
  private static final int BATCH_ROWS = 64;

  private final Slab slab;
  private final RowIndex rows;
  private PartitionData head = PartitionData.EMPTY;

  WidePartition(Slab slab) {
    this.slab = slab;
    this.rows = new RowIndex(slab);
  }

  /** Bytes beside those in the slab, about: a range tombstone with its bounds takes 128. */
  long sizeBytes() {
    return rows.sizeBytes() + 128L * head.ranges().size();
  }

  void merge(PartitionData data) {
    PartitionData other = Slices.head(data);
    if (!other.isEmpty()) {
      head = Merge.partitions(head, other);
    }
    for (Row row : data.rows()) {
      merge(row);
    }
  }

  private void merge(Row row) {
    long place = rows.ceiling(row.clustering());
    boolean known =
        rows.isRow(place) && slab.compareKey(rows.reference(place), row.clustering()) == 0;
    int old = known ? rows.reference(place) : TokenIndex.NONE;
    Row merged = known ? Merge.rows(row(old), row) : row;
    byte[] content = PartitionCodec.encode(new PartitionData(null, List.of(), List.of(merged)));
    if (known && slab.contentRoom(old) >= content.length) {
      slab.setContent(old, content, 0);
      return;
    }
    int reference = slab.add(row.clustering(), content.length);
    slab.setContent(reference, content, 0);
    if (known) {
      rows.replace(place, reference);
    } else {
      rows.insert(place, reference);
    }
  }

  private Row row(int reference) {
    return PartitionCodec.decode(slab.content(reference)).rows().getFirst();
  }

  @Override
  public byte @Nullable [] content() {
    return null;
  }

  @Override
  public boolean expires() {
    return true;
  }

  @Override
  public PartitionData head() {
    return head;
  }

  @Override
  public RowCursor rows(ByteRange slice, boolean reverse) {
    byte[] end = slice.end();
    long first = rows.ceiling(slice.start());
    long behind = end == null ? rows.end() : rows.ceiling(end);
    return reverse ? descending(first, behind) : ascending(first, behind);
  }

  private RowCursor ascending(long first, long behind) {
    return new RowCursor() {
      private long place = first;

      @Override
      public List<Row> next() {
        List<Row> batch = new ArrayList<>();
        while (batch.size() < BATCH_ROWS && place < behind && rows.isRow(place)) {
          batch.add(row(rows.reference(place)));
          place = rows.after(place);
        }
        return batch;
      }
    };
  }

  private RowCursor descending(long first, long behind) {
    return new RowCursor() {
      private long place = behind;

      @Override
      public List<Row> next() {
        List<Row> batch = new ArrayList<>();
        while (batch.size() < BATCH_ROWS && place > first) {
          place = rows.before(place);
          if (place < 0) {
            place = first;
            break;
          }
          batch.add(row(rows.reference(place)));
        }
        return batch;
      }
    };
  }
}

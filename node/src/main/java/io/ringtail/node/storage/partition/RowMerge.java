// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one partition from several sources, merged and without what deletions shadow. */
public final class RowMerge implements RowCursor {
  /** Rows merged at a time: deletions are laid over all of them at once. */
  private static final int BATCH_ROWS = 64;

  private final PartitionData head;
  private final boolean reverse;
  private final List<Source> sources = new ArrayList<>();

  private RowMerge(PartitionData head, boolean reverse) {
    this.head = head;
    this.reverse = reverse;
  }

  /**
   * Merges the rows of a slice.
   *
   * @param head merged deletions of all views
   */
  public static RowMerge of(
      PartitionData head, List<PartitionView> views, ByteRange slice, boolean reverse) {
    RowMerge merge = new RowMerge(head, reverse);
    for (PartitionView view : views) {
      merge.sources.add(new Source(view.rows(slice, reverse)));
    }
    return merge;
  }

  /** The deletions of several sources together. */
  public static PartitionData head(List<PartitionView> views) {
    PartitionData head = PartitionData.EMPTY;
    for (PartitionView view : views) {
      PartitionData other = view.head();
      head = head.isEmpty() ? other : Merge.partitions(head, other);
    }
    return head;
  }

  @Override
  public @Nullable List<Row> next() {
    while (true) {
      List<Row> merged = new ArrayList<>();
      while (merged.size() < BATCH_ROWS) {
        Source first = null;
        for (Source source : sources) {
          if (!source.fill()) {
            return null;
          }
          if (!source.atEnd() && (first == null || compare(source.row(), first.row()) < 0)) {
            first = source;
          }
        }
        if (first == null) {
          break;
        }
        merged.add(take(first.row()));
      }
      if (merged.isEmpty()) {
        return merged;
      }
      List<Row> left = withoutShadowed(merged);
      if (!left.isEmpty()) {
        return left;
      }
    }
  }

  /** Merges the row of this key from all sources that are at it, and moves them on. */
  private Row take(Row first) {
    Row merged = null;
    for (Source source : sources) {
      if (!source.atEnd() && Arrays.equals(source.row().clustering(), first.clustering())) {
        merged = merged == null ? source.row() : Merge.rows(merged, source.row());
        source.index++;
      }
    }
    return merged == null ? first : merged;
  }

  private List<Row> withoutShadowed(List<Row> rows) {
    if (head.isEmpty()) {
      return rows;
    }
    List<Row> ascending = reverse ? rows.reversed() : rows;
    List<Row> left = Merge.partitions(head, new PartitionData(null, List.of(), ascending)).rows();
    return reverse ? left.reversed() : left;
  }

  private int compare(Row a, Row b) {
    int order = Arrays.compareUnsigned(a.clustering(), b.clustering());
    return reverse ? -order : order;
  }

  /** One source's rows, a batch at a time. */
  private static final class Source {
    private final RowCursor cursor;
    private List<Row> batch = List.of();
    private int index;
    private boolean ended;

    Source(RowCursor cursor) {
      this.cursor = cursor;
    }

    /** Makes sure that there is a row, or the end; false when it is not in memory. */
    boolean fill() {
      if (index == batch.size() && !ended) {
        List<Row> next = cursor.next();
        if (next == null) {
          return false;
        }
        batch = next;
        index = 0;
        ended = next.isEmpty();
      }
      return true;
    }

    boolean atEnd() {
      return ended;
    }

    Row row() {
      return batch.get(index);
    }
  }
}

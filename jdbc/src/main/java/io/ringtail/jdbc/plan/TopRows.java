// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts rows, keeping no more of them than a limit asks for. Rows that compare equal stay in the
 * order in which they came. One user.
 *
 * @param <R> a row
 */
public final class TopRows<R> {
  /**
   * Most rows that a sort without a limit keeps: at some hundred bytes each that is a gigabyte, and
   * more than a client should sort.
   */
  public static final int ROWS_MAX = 5_000_000;

  private record Numbered<R>(R row, long number) {}

  private final Comparator<Numbered<R>> order;
  private final PriorityQueue<Numbered<R>> greatestFirst;
  private final List<Numbered<R>> all = new ArrayList<>();
  private final long keep;
  private long added;

  /**
   * An empty sorter.
   *
   * @param keep how many of the first rows are wanted; more than {@link #ROWS_MAX} stands for all
   */
  public TopRows(Comparator<R> order, long keep) {
    this.order =
        Comparator.<Numbered<R>, R>comparing(Numbered::row, order)
            .thenComparingLong(Numbered::number);
    this.greatestFirst = new PriorityQueue<>(Collections.reverseOrder(this.order));
    this.keep = keep;
  }

  /** Takes one more row. */
  public void add(R row) throws SQLException {
    Numbered<R> numbered = new Numbered<>(row, added++);
    if (keep > ROWS_MAX) {
      if (all.size() == ROWS_MAX) {
        throw SqlState.OVERLOADED.exception(
            "ORDER BY over more than " + ROWS_MAX + " rows; add a LIMIT or a condition");
      }
      all.add(numbered);
    } else if (greatestFirst.size() < keep) {
      greatestFirst.add(numbered);
    } else if (keep > 0 && order.compare(numbered, greatestFirst.element()) < 0) {
      greatestFirst.remove();
      greatestFirst.add(numbered);
    }
  }

  /** The first rows in order. */
  public List<R> sorted() {
    List<Numbered<R>> rows = keep > ROWS_MAX ? all : new ArrayList<>(greatestFirst);
    rows.sort(order);
    List<R> result = new ArrayList<>(rows.size());
    rows.forEach(numbered -> result.add(numbered.row()));
    return result;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.tck.exploration.BrokenPromise;

/**
 * What operations have seen and done, and the search for an order of them that explains it:
 * linearizability, for cells one by one or for all together. What is in doubt may have happened at
 * any time since it began, or never. Source: Wing, Gong, "Testing and Verifying Concurrent
 * Objects", JPDC 1993, with visited states remembered as in Lowe, "Testing for Linearizability",
 * CCPE 2017.
 */
final class History {
  /** Entries of a schedule at most: one for each operation, and for each cell of a read. */
  private static final int ENTRIES_MAX = 20;

  /** Most states that a search remembers; beyond them it may come to the same one twice. */
  private static final int STATES_MAX = 1 << 13;

  /** Twice as many places, so that each is found soon. */
  private static final int PLACE_BITS = 14;

  private static final int PLACES = 1 << PLACE_BITS;

  /** 2^32 by the golden ratio, odd. */
  private static final int HASH = 0x9E3779B9;

  private static final long NEVER = Long.MAX_VALUE;

  private final Layout layout;
  private final Operation[] operations = new Operation[ENTRIES_MAX];
  private final long[] ended = new long[ENTRIES_MAX];
  private final int[] seenCells = new int[ENTRIES_MAX];
  private final int[] seen = new int[ENTRIES_MAX];
  private final int[] written = new int[ENTRIES_MAX];
  private final int[] values = new int[ENTRIES_MAX];
  private int count;

  /** What was done, and the values then, where a search came: a hash table. */
  private final int[] visited = new int[PLACES];

  /** The number of the search that used a place last. */
  private final int[] searches = new int[PLACES];

  private int search;
  private int states;

  /** What the search is about. */
  private int cells;

  /** Those of the operations that have something to do with it, and of these all that ended. */
  private int relevant;

  private int required;

  History(Layout layout) {
    this.layout = layout;
  }

  void reset() {
    count = 0;
  }

  /** A plain write. */
  void write(Operation operation, int writtenCells, int value, boolean certain) {
    note(operation, certain, 0, 0, writtenCells, value);
  }

  /**
   * A read, of each cell for itself: its answers come from replicas at different times, and nobody
   * promises that several cells are of one moment.
   */
  void read(Operation operation, int cellsSeen, int seenValues) {
    for (int cell = 0; cell < layout.cells; cell++) {
      if ((cellsSeen & 1 << cell) != 0) {
        note(operation, true, 1 << cell, seenValues, 0, 0);
      }
    }
  }

  /** A conditional write that changed nothing. */
  void saw(Operation operation, int cellsSeen, int seenValues) {
    note(operation, true, cellsSeen, seenValues, 0, 0);
  }

  /** A conditional write that changed something. */
  void wrote(Operation operation, int cellsSeen, int seenValues, int writtenCells, int value) {
    note(operation, true, cellsSeen, seenValues, writtenCells, value);
  }

  /** A conditional write in doubt, of which some values are known, if it was done. */
  void mayHaveWritten(
      Operation operation, int cellsSeen, int seenValues, int writtenCells, int value) {
    note(operation, false, cellsSeen, seenValues, writtenCells, value);
  }

  private void note(
      Operation operation,
      boolean certain,
      int cellsSeen,
      int seenValues,
      int writtenCells,
      int value) {
    operations[count] = operation;
    ended[count] = certain ? operation.model.moment() : NEVER;
    seenCells[count] = cellsSeen;
    seen[count] = seenValues;
    written[count] = writtenCells;
    values[count] = value;
    count++;
  }

  /**
   * Looks for an order.
   *
   * @param together whether all cells are one object, not one each
   * @throws BrokenPromise when there is none
   */
  void check(boolean together) {
    for (int cell = 0; cell < layout.cells && !together; cell++) {
      check(1 << cell);
    }
    if (together) {
      check(layout.all());
    }
  }

  private void check(int some) {
    cells = some;
    relevant = 0;
    required = 0;
    for (int i = 0; i < count; i++) {
      if (((seenCells[i] | written[i]) & some) != 0) {
        relevant |= 1 << i;
        required |= ended[i] == NEVER ? 0 : 1 << i;
      }
    }
    search++;
    states = 0;
    if (!explains(0, 0)) {
      throw new BrokenPromise("no order explains " + text());
    }
  }

  /** Whether the operations that are not done can follow on those that are. */
  private boolean explains(int done, int now) {
    if ((required & ~done) == 0) {
      return true;
    }
    if (!isNew((done << (layout.cells * Layout.VALUE_BITS)) | now)) {
      return false;
    }
    long firstEnd = NEVER;
    for (int left = required & ~done; left != 0; left &= left - 1) {
      firstEnd = Math.min(firstEnd, ended[Integer.numberOfTrailingZeros(left)]);
    }
    for (int left = relevant & ~done; left != 0; left &= left - 1) {
      int next = Integer.numberOfTrailingZeros(left);
      if (operations[next].began <= firstEnd
          && fits(next, now)
          && explains(done | 1 << next, after(next, now))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the search was not here yet. */
  private boolean isNew(int state) {
    int place = (state * HASH) >>> (Integer.SIZE - PLACE_BITS);
    while (searches[place] == search) {
      if (visited[place] == state) {
        return false;
      }
      place = (place + 1) & (PLACES - 1);
    }
    if (states < STATES_MAX) {
      states++;
      visited[place] = state;
      searches[place] = search;
    }
    return true;
  }

  private boolean fits(int operation, int now) {
    int looksAt = seenCells[operation] & cells;
    for (int cell = 0; cell < layout.cells; cell++) {
      if ((looksAt & 1 << cell) != 0
          && Layout.valueOf(seen[operation], cell) != Layout.valueOf(now, cell)) {
        return false;
      }
    }
    return true;
  }

  private int after(int operation, int now) {
    int result = now;
    for (int cell = 0; cell < layout.cells; cell++) {
      if ((written[operation] & cells & 1 << cell) != 0) {
        result = Layout.with(result, cell, values[operation]);
      }
    }
    return result;
  }

  private String text() {
    StringBuilder text = new StringBuilder(cells == layout.all() ? "all cells" : "cells " + cells);
    for (int i = 0; i < count; i++) {
      if ((relevant & 1 << i) != 0) {
        text.append(i == 0 ? ": " : "; ")
            .append(operations[i])
            .append(" [")
            .append(operations[i].began)
            .append(", ")
            .append(ended[i] == NEVER ? "in doubt" : String.valueOf(ended[i]))
            .append("]");
        for (int cell = 0; cell < layout.cells; cell++) {
          if ((seenCells[i] & 1 << cell) != 0) {
            text.append(" saw ").append(Layout.valueOf(seen[i], cell)).append(" in ").append(cell);
          }
        }
        text.append(written[i] == 0 ? "" : " wrote " + values[i] + " to " + written[i]);
      }
    }
    return text.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes to rows of any tables that are made together, by {@link Session#write}. Not thread-safe.
 *
 * <p>Those to one partition of one table are one write: all or nothing, at once, whatever the kind
 * of batch.
 */
public final class Batch {
  /** What holds where it is of several partitions. */
  public enum Kind {
    /**
     * All or nothing in the end: it is noted on several nodes first, which make it when whoever
     * began it cannot. Others may see a part of it for a while. It costs two round trips.
     */
    LOGGED,
    /** Each partition for itself: some may be written, and others not, when it fails. */
    UNLOGGED
  }

  /** One of the writes. */
  public record Entry(Table table, RowWrite write) {}

  private final Kind kind;
  private final List<Entry> entries = new ArrayList<>();

  private Batch(Kind kind) {
    this.kind = kind;
  }

  /** An empty batch that is made as a whole. */
  public static Batch logged() {
    return new Batch(Kind.LOGGED);
  }

  /** An empty batch of writes that are made each for itself. */
  public static Batch unlogged() {
    return new Batch(Kind.UNLOGGED);
  }

  /** Adds a write. Of two to the same cell the later one stays. */
  public Batch add(Table table, RowWrite write) {
    entries.add(new Entry(table, write));
    return this;
  }

  public Kind kind() {
    return kind;
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }
}

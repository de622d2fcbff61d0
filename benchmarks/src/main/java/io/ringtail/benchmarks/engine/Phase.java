// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.util.List;
import java.util.Locale;

/** What one child JVM does with one engine, in the order in which they are run. */
public enum Phase {
  /** Fills a folder for the phases that read. */
  LOAD(false),
  PUT(false, Row.PUT),
  PUT_BATCH(false, Row.PUT_BATCH),
  GET_HIT(true, Row.GET_HIT),
  GET_MISS(true, Row.GET_MISS),
  SCAN(true, Row.SCAN),
  COMPACT(false, Row.COMPACT),
  WRITTEN_TIERED(false, Row.WRITTEN_TIERED),
  WRITTEN_LEVELED(false, Row.WRITTEN_LEVELED),
  MEMTABLE(false, Row.MEMTABLE),
  KEY_MEMORY(true, Row.KEY_MEMORY),
  GROUP(false, Row.GROUP),
  REPLAY(false, Row.REPLAY);

  private final boolean loaded;
  private final List<Row> rows;

  Phase(boolean loaded, Row... rows) {
    this.loaded = loaded;
    this.rows = List.of(rows);
  }

  /** Whether it reads the folder that {@link #LOAD} has filled, and leaves it as it is. */
  boolean usesLoaded() {
    return loaded;
  }

  List<Row> rows() {
    return rows;
  }

  /** For people, and for {@code --only}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

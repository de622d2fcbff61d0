// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one child JVM does with one engine, in the order in which they are run. */
public enum Phase {
  /** Fills a folder for the phases that read. */
  LOAD(false, null),
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
  private final @Nullable Row row;

  Phase(boolean loaded, @Nullable Row row) {
    this.loaded = loaded;
    this.row = row;
  }

  /** Whether it reads the folder that {@link #LOAD} has filled, and leaves it as it is. */
  boolean usesLoaded() {
    return loaded;
  }

  /** What it measures; null when that is no row of its own. */
  @Nullable Row row() {
    return row;
  }

  /** For people, and for {@code --only}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

/** The rows of the comparison: what is measured, in which unit, and what it has to reach. */
enum Row {
  PUT("put, one at a time", "1/CPU s", true, Bar.RATIO, 0.8),
  PUT_BATCH("put, 64 a turn", "1/CPU s", true, Bar.RATIO, 0.8),
  GET_HIT("get, hit", "1/CPU s", true, Bar.RATIO, 1.0),
  GET_MISS("get, miss", "1/CPU s", true, Bar.RATIO, 1.0),
  SCAN("ordered scan", "MB/CPU s", true, Bar.RATIO, 0.8),
  COMPACT("full compaction", "MB/CPU s", true, Bar.RATIO, 0.7),
  WRITTEN_TIERED("bytes written for a byte put, tiered", "", false, Bar.RATIO, 1.0),
  WRITTEN_LEVELED("bytes written for a byte put, leveled", "", false, Bar.RATIO, 1.0),
  MEMTABLE("memtable for a byte put", "bytes", false, Bar.AT_MOST, 1.4),
  KEY_MEMORY("memory for a key on disk", "bytes", false, Bar.AT_MOST, 2.0),
  GROUP("writes for an fsync, 1,024 in flight", "", true, Bar.AT_LEAST, 64),
  REPLAY("replay of the log", "MB/CPU s", true, Bar.AT_LEAST, 300);

  private final String title;
  private final String unit;
  private final boolean moreIsBetter;
  private final Bar bar;
  private final double limit;

  Row(String title, String unit, boolean moreIsBetter, Bar bar, double limit) {
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
    this.bar = bar;
    this.limit = limit;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /** Whether nobody else's figure is needed to judge this one. */
  boolean standsAlone() {
    return bar != Bar.RATIO;
  }

  /** Whether medians reach the bar. */
  boolean reached(double ringtail, double ratio) {
    return bar.reached(limit, ringtail, ratio);
  }

  String barText() {
    return bar.text(limit);
  }

  /** Ringtail to RocksDB, so that more is better whatever the figure. */
  double ratio(double ringtail, double rocks) {
    return moreIsBetter ? ringtail / rocks : rocks / ringtail;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.report.Figures;

/**
 * What a row has to reach: a ratio to RocksDB that is always the better the greater it is, or a
 * figure of Ringtail's own. Pure.
 */
sealed interface Bar {
  /** Whether medians reach the bar. */
  boolean reached(double ringtail, double ratio);

  /** For people. */
  String text();

  /** So many times RocksDB at the least; for costs, RocksDB's divided by Ringtail's. */
  record Ratio(double least) implements Bar {
    @Override
    public boolean reached(double ringtail, double ratio) {
      return ratio >= least;
    }

    @Override
    public String text() {
      return Figures.format(least) + " of RocksDB";
    }
  }

  /** Ringtail's own figure has to be so great. */
  record AtLeast(double least) implements Bar {
    @Override
    public boolean reached(double ringtail, double ratio) {
      return ringtail >= least;
    }

    @Override
    public String text() {
      return "at least " + Figures.format(least);
    }
  }

  /** Ringtail's own figure may be so great. */
  record AtMost(double most) implements Bar {
    @Override
    public boolean reached(double ringtail, double ratio) {
      return ringtail <= most;
    }

    @Override
    public String text() {
      return "at most " + Figures.format(most);
    }
  }
}

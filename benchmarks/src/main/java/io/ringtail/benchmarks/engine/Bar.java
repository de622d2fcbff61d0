// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.report.Figures;

/** How a row is judged: by the ratio to RocksDB, or by Ringtail's own figure. Pure. */
enum Bar {
  /** So many times RocksDB at the least; a ratio is always the better the greater it is. */
  RATIO {
    @Override
    boolean reached(double limit, double ringtail, double ratio) {
      return ratio >= limit;
    }

    @Override
    String text(double limit) {
      return Figures.format(limit) + " of RocksDB";
    }
  },
  AT_LEAST {
    @Override
    boolean reached(double limit, double ringtail, double ratio) {
      return ringtail >= limit;
    }

    @Override
    String text(double limit) {
      return "at least " + Figures.format(limit);
    }
  },
  AT_MOST {
    @Override
    boolean reached(double limit, double ringtail, double ratio) {
      return ringtail <= limit;
    }

    @Override
    String text(double limit) {
      return "at most " + Figures.format(limit);
    }
  };

  /** Whether medians reach the limit. */
  abstract boolean reached(double limit, double ringtail, double ratio);

  /** For people. */
  abstract String text(double limit);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import java.util.Locale;

/** How numbers are written, the same in tables and sentences. Stateless. */
public final class Figures {
  private Figures() {}

  /**
   * Whole numbers with separators; fractions with 2 decimals below 100, 1 below 1,000, none above.
   */
  public static String format(Number number) {
    if (number instanceof Long || number instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", number.longValue());
    }
    double value = number.doubleValue();
    double size = Math.abs(value);
    String pattern = size >= 1_000 ? "%,.0f" : size >= 100 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }

  /**
   * A time in microseconds in the unit that reads best: {@code 41 us}, {@code 5.5 ms}, {@code 1.2
   * s}.
   */
  public static String micros(double micros) {
    if (micros >= 1_000_000) {
      return String.format(Locale.ROOT, "%.1f s", micros / 1_000_000);
    }
    return micros >= 1_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1_000)
        : String.format(Locale.ROOT, "%.0f us", micros);
  }
}

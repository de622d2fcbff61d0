// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.util.List;

/**
 * The figures of one row and one engine, in the order in which they were measured. Immutable.
 *
 * @param median the middle one, or the mean of the middle two
 */
record Series(List<Double> figures, double median, double least, double most) {
  static Series of(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int count = sorted.size();
    double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    return new Series(List.copyOf(figures), median, sorted.getFirst(), sorted.getLast());
  }
}

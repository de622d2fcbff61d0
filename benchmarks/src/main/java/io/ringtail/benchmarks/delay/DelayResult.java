// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import io.ringtail.benchmarks.report.LatencySummary;
import java.util.List;

/**
 * What was measured with delays.
 *
 * @param roundTripMillis to each node in the second half, as a ping takes it: the median
 */
public record DelayResult(
    DelayPlan plan, List<Row> rows, List<Double> roundTripMillis, double loadAverage) {
  public DelayResult {
    rows = List.copyOf(rows);
    roundTripMillis = List.copyOf(roundTripMillis);
  }

  /**
   * One kind of operation under one set of delays.
   *
   * @param what the operation and its level
   * @param where what the ways to the nodes were like
   * @param askedSlowest requests to the node that is furthest away, for each operation
   * @param speculations requests to one more replica because another one was late, for each
   *     operation
   * @param ratio of the percentile that matters to what it is measured by: with a slow node the
   *     99th to that without, with long ways the 50th to the round trip to the second nearest node
   */
  public record Row(
      String what,
      String where,
      LatencySummary latency,
      double askedSlowest,
      double speculations,
      double ratio) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import org.HdrHistogram.AbstractHistogram;

/**
 * The percentiles of one run, in microseconds, taken from a histogram of nanoseconds. Immutable.
 *
 * @param count how many latencies were recorded
 */
public record LatencySummary(
    long count,
    double meanMicros,
    double p50Micros,
    double p95Micros,
    double p99Micros,
    double p999Micros,
    double maxMicros) {

  private static final double NANOS_PER_MICRO = 1_000.0;

  /** Summarises a histogram whose values are nanoseconds; all zeros when it is empty. */
  public static LatencySummary ofNanos(AbstractHistogram nanos) {
    return new LatencySummary(
        nanos.getTotalCount(),
        nanos.getMean() / NANOS_PER_MICRO,
        micros(nanos, 50),
        micros(nanos, 95),
        micros(nanos, 99),
        micros(nanos, 99.9),
        nanos.getMaxValue() / NANOS_PER_MICRO);
  }

  private static double micros(AbstractHistogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }
}

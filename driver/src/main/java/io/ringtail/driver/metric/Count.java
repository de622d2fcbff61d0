// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.metric;

/** What is counted of a node; see {@link io.ringtail.driver.api.NodeMetrics}. */
enum Count {
  REQUESTS,
  FAILURES,
  OVERLOADS,
  REPAIRS,
  REPAIRS_DROPPED,
  DIGESTS,
  DIGESTS_DIFFERED,
  SPECULATIONS,
  SPECULATIONS_WON,
  HINTS,
  MISSES;

  /** A place for each of them, by ordinal. */
  static long[] none() {
    return new long[MISSES.ordinal() + 1];
  }
}

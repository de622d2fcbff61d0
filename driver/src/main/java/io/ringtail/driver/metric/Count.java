// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.metric;

/** What is counted of a node; see {@link io.ringtail.driver.api.NodeMetrics}. */
enum Count {
  REQUESTS(0),
  FAILURES(1),
  OVERLOADS(2),
  REPAIRS(3),
  REPAIRS_DROPPED(4),
  DIGESTS(5),
  DIGESTS_DIFFERED(6),
  SPECULATIONS(7),
  SPECULATIONS_WON(8),
  HINTS(9),
  MISSES(10),
  CANCELLATIONS(11),
  RETRIES(12);

  /** How many there are. */
  static final int ALL = values().length;

  /** Where it stands among all of them. */
  final int place;

  Count(int place) {
    this.place = place;
  }
}

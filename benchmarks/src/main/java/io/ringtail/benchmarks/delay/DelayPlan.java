// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import java.util.List;

/**
 * What is measured with delays.
 *
 * @param roundTripMillis to each node, in the second half
 * @param amongNodesMicros round trip between two nodes, in the second half
 * @param slowdown how many times slower one node is made in the first half
 */
public record DelayPlan(
    String sync,
    int records,
    int inFlight,
    int warmupSeconds,
    int seconds,
    int slowdown,
    List<Integer> roundTripMillis,
    int amongNodesMicros) {
  public DelayPlan {
    roundTripMillis = List.copyOf(roundTripMillis);
    if (roundTripMillis.size() != 3) {
      throw new IllegalArgumentException(
          "there are three nodes: give three round trips, not " + roundTripMillis);
    }
  }
}

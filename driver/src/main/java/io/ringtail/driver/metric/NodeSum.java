// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.metric;

import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.protocol.map.Node;
import org.HdrHistogram.Histogram;

/** What all lanes of a session saw of one node; lanes add to it one after the other. */
public final class NodeSum {
  private final Node node;
  private final Histogram micros = new Histogram(60_000_000, 2);
  private int connections;
  private int inflight;
  private final long[] counts = new long[Count.ALL];

  /** A sum of nothing. */
  public NodeSum(Node node) {
    this.node = node;
  }

  synchronized void add(Histogram lane, int laneInflight, long[] laneCounts) {
    micros.add(lane);
    inflight += laneInflight;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += laneCounts[i];
    }
  }

  /** Adds open links. */
  public synchronized void connections(int open) {
    connections += open;
  }

  public synchronized NodeMetrics total() {
    return new NodeMetrics(
        node,
        connections,
        inflight,
        count(Count.REQUESTS),
        count(Count.FAILURES),
        count(Count.OVERLOADS),
        count(Count.RETRIES),
        count(Count.REPAIRS),
        count(Count.REPAIRS_DROPPED),
        count(Count.DIGESTS),
        count(Count.DIGESTS_DIFFERED),
        count(Count.SPECULATIONS),
        count(Count.SPECULATIONS_WON),
        count(Count.CANCELLATIONS),
        count(Count.HINTS),
        count(Count.MISSES),
        micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(50),
        micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(99));
  }

  private long count(Count what) {
    return counts[what.place];
  }
}

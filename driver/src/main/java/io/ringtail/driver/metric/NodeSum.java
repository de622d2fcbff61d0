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
  private long requests;
  private long failures;
  private long repairs;
  private long speculations;
  private long speculationsWon;
  private long hints;
  private long misses;

  /** A sum of nothing. */
  public NodeSum(Node node) {
    this.node = node;
  }

  synchronized void add(Histogram lane, int laneInflight) {
    micros.add(lane);
    inflight += laneInflight;
  }

  synchronized void count(long laneRequests, long laneFailures, long laneRepairs) {
    requests += laneRequests;
    failures += laneFailures;
    repairs += laneRepairs;
  }

  synchronized void countSpeculations(long asked, long won) {
    speculations += asked;
    speculationsWon += won;
  }

  synchronized void countHints(long kept, long missed) {
    hints += kept;
    misses += missed;
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
        requests,
        failures,
        repairs,
        speculations,
        speculationsWon,
        hints,
        misses,
        micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(50),
        micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(99));
  }
}

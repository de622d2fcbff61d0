// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.metric;

import org.HdrHistogram.Histogram;

/** What one lane saw of one node. Confined to the lane's thread. */
public final class NodeRecorder {
  /** Longest time that is told apart from longer ones: a minute. */
  private static final long MICROS_MAX = 60_000_000;

  /** Two digits: a percent of precision for 4 KiB or so a node. */
  private static final int DIGITS = 2;

  /** An answer's weight in the smoothed time: about the last eight count. */
  private static final int SMOOTHING_SHIFT = 3;

  /** What a refusal counts as at least: a node that refuses fast is no better for it. */
  private static final long REFUSAL_NANOS = 10_000_000;

  private final Histogram micros = new Histogram(MICROS_MAX, DIGITS);
  private long requests;
  private long failures;
  private long repairs;
  private int inflight;
  private long smoothedNanos;

  /** A recorder that has seen nothing. */
  public NodeRecorder() {}

  public void sent() {
    requests++;
    inflight++;
  }

  public void answered(long nanos) {
    inflight--;
    micros.recordValue(Math.max(1, Math.min(MICROS_MAX, nanos / 1_000)));
    smooth(nanos);
  }

  /** A request ended without an answer. */
  public void lost() {
    inflight--;
    failures++;
  }

  /** The answer said that the request was not carried out. */
  public void refused(long nanos) {
    inflight--;
    failures++;
    smooth(Math.max(nanos, REFUSAL_NANOS));
  }

  private void smooth(long nanos) {
    smoothedNanos += (nanos - smoothedNanos) >> SMOOTHING_SHIFT;
  }

  /** Read repair wrote so many rows back to the node. */
  public void repaired(int rows) {
    repairs += rows;
  }

  public int inflight() {
    return inflight;
  }

  /**
   * How long a request sent now would take, roughly: the smoothed time, for each of those in line.
   */
  public long cost() {
    return (smoothedNanos + 1) * (inflight + 1);
  }

  /** Adds what was seen to a sum over lanes. */
  public void addTo(NodeSum sum) {
    sum.add(micros, requests, failures, repairs, inflight);
  }
}

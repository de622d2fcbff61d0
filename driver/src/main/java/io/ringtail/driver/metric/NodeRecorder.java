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

  /** How long answers are looked at together for what is late now. */
  private static final long WINDOW_NANOS = 1_000_000_000;

  /** Fewer answers than this say nothing of one in a hundred. */
  private static final int WINDOW_ANSWERS_MIN = 128;

  /** A node that was not asked for so long may have recovered by half. */
  private static final int FORGETTING_SHIFT = 30;

  private final Histogram micros = new Histogram(MICROS_MAX, DIGITS);

  /** Answers since the window began. */
  private final Histogram window = new Histogram(MICROS_MAX, DIGITS);

  private long windowNanos;
  private long lateNanos = Long.MAX_VALUE;
  private long answeredNanos;
  private final long[] counts = new long[Count.ALL];
  private int inflight;
  private long smoothedNanos;

  /** A recorder that has seen nothing. */
  public NodeRecorder() {}

  public void sent() {
    count(Count.REQUESTS, 1);
    inflight++;
  }

  /**
   * An answer came.
   *
   * @param nanos how long it took
   * @param isRead whether it is to a read: what reads are compared with
   */
  public void answered(long nanos, long nowNanos, boolean isRead) {
    inflight--;
    long took = Math.max(1, Math.min(MICROS_MAX, nanos / 1_000));
    micros.recordValue(took);
    smooth(nanos, nowNanos);
    if (!isRead) {
      return;
    }
    if (window.getTotalCount() == 0) {
      windowNanos = nowNanos;
    }
    window.recordValue(took);
    if (nowNanos - windowNanos >= WINDOW_NANOS && window.getTotalCount() >= WINDOW_ANSWERS_MIN) {
      lateNanos = 1_000 * window.getValueAtPercentile(99);
      window.reset();
    }
  }

  /**
   * An answer came whose time says nothing of the node, and which is counted elsewhere or not at
   * all.
   */
  public void unmeasured() {
    inflight--;
  }

  /** A request ended without an answer. */
  public void lost() {
    inflight--;
    count(Count.FAILURES, 1);
  }

  /** The answer said that the request was not carried out. */
  public void refused(long nanos, long nowNanos) {
    count(Count.FAILURES, 1);
    refusedAfter(nanos, nowNanos);
  }

  /** The answer said that the node has too much to do. */
  public void refusedForLoad(long nanos, long nowNanos) {
    count(Count.OVERLOADS, 1);
    refusedAfter(nanos, nowNanos);
  }

  private void refusedAfter(long nanos, long nowNanos) {
    inflight--;
    smooth(Math.max(nanos, REFUSAL_NANOS), nowNanos);
  }

  /** A request that was taken back will not be answered: it took at least so long. */
  public void cancelled(long nanos, long nowNanos) {
    inflight--;
    count(Count.CANCELLATIONS, 1);
    smooth(nanos, nowNanos);
  }

  /** The node was spared a request because it had said that it has too much to do. */
  public void spared() {
    count(Count.OVERLOADS, 1);
  }

  /** It is asked again for what it has refused. */
  public void retried() {
    count(Count.RETRIES, 1);
  }

  private void smooth(long nanos, long nowNanos) {
    answeredNanos = nowNanos;
    smoothedNanos += (nanos - smoothedNanos) >> SMOOTHING_SHIFT;
  }

  /** It was asked because another one was late. */
  public void speculated() {
    count(Count.SPECULATIONS, 1);
  }

  /** Its answer was there before that of the one that was late. */
  public void wonSpeculation() {
    count(Count.SPECULATIONS_WON, 1);
  }

  /**
   * After how long an answer is late: all but one in a hundred came sooner in the last window that
   * says something; {@link Long#MAX_VALUE} while none does.
   */
  public long lateNanos() {
    return lateNanos;
  }

  /** Read repair wrote so many rows back to the node. */
  public void repaired(int rows) {
    count(Count.REPAIRS, rows);
  }

  /** A write-back that nobody waited for was not sent. */
  public void repairDropped() {
    count(Count.REPAIRS_DROPPED, 1);
  }

  /** It was asked for a digest. */
  public void digestAsked() {
    count(Count.DIGESTS, 1);
  }

  /** Its digest was of other data than another node's. */
  public void digestDiffered() {
    count(Count.DIGESTS_DIFFERED, 1);
  }

  private void count(Count what, int more) {
    counts[what.place] += more;
  }

  /** A write that did not reach the node is kept for it by another one. */
  public void hinted() {
    count(Count.HINTS, 1);
  }

  /** A write did not reach the node, and nobody keeps it for it. */
  public void missed() {
    count(Count.MISSES, 1);
  }

  public int inflight() {
    return inflight;
  }

  /**
   * How long a request sent now would take, roughly: the smoothed time, for each of those in line.
   * The smoothed time halves with each second or so without an answer, so that a node that was slow
   * is given another chance.
   *
   * @param waitNanos how long requests wait at the node's shard, by its last answer: it is at least
   *     that, whatever those before took
   */
  public long cost(long nowNanos, long waitNanos) {
    long since = Math.max(0, nowNanos - answeredNanos);
    long expected = smoothedNanos >> Math.min(Long.SIZE - 1, since >>> FORGETTING_SHIFT);
    return (Math.max(expected, waitNanos) + 1) * (inflight + 1);
  }

  /** Adds what was seen to a sum over lanes. */
  public void addTo(NodeSum sum) {
    sum.add(micros, inflight, counts);
  }
}

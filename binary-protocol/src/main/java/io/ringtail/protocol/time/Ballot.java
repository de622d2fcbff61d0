// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/**
 * The number of a consensus round: a counter, then the proposer's writer id (unsigned) to tell
 * equal counters apart. It has nothing to do with clocks.
 *
 * @param counter 0 only in {@link #NONE}
 */
public record Ballot(long counter, long writer) implements Comparable<Ballot> {
  /** Below every real ballot. */
  public static final Ballot NONE = new Ballot(0, 0);

  /** Above all writers. */
  private static final long NOBODY_LAST = -1;

  /** Above all ballots up to a counter, and nobody's: a bound of what may have been promised. */
  public static Ballot boundAt(long counter) {
    return new Ballot(counter, NOBODY_LAST);
  }

  /** Whether nobody proposes under this. */
  public boolean isBound() {
    return writer == NOBODY_LAST;
  }

  @Override
  public int compareTo(Ballot other) {
    int byCounter = Long.compare(counter, other.counter);
    return byCounter != 0 ? byCounter : Long.compareUnsigned(writer, other.writer);
  }

  /** The lowest ballot of a writer above this one. */
  public Ballot nextFor(long nextWriter) {
    return new Ballot(counter + 1, nextWriter);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

/**
 * Within which bounds a write's timestamp must lie, as far as the simulator knows from all clocks.
 * A hybrid clock only ever takes readings of wall clocks, so no timestamp is above the greatest
 * reading so far; and a quorum takes no timestamp that is further ahead of its nodes' clocks than
 * the bound.
 */
public interface Stamps {
  /** The least that a timestamp drawn now by an application can be, in milliseconds. */
  long lowMillis(int driver);

  /** The greatest reading of any clock so far. */
  long greatestMillis();

  /** How far behind the true time any clock was at its worst so far, in milliseconds. */
  long mostBehindMillis();

  /** True time in milliseconds, as clocks tell it. */
  long trueMillis();

  /** How far ahead of its own clock a machine follows others. */
  long boundMillis();

  /** The latest moment by which a replica can have taken anything for expired so far. */
  long judgedMillis();

  /** The greatest timestamp that a node can have taken so far. */
  long acceptedMillis();
}

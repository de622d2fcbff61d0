// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

/** What can go wrong in a schedule. */
public enum Fault {
  /** A message vanishes and nobody hears of it. */
  LOSS(0),
  /** A message arrives, and a copy of it stays under way. */
  DUPLICATION(1),
  /** A step is taken before an older one that could have been; counted, never drawn. */
  REORDERING(2),
  /** A connection ends, and its requests are lost to the side that asked. */
  DISCONNECTION(3),
  /** A timer runs out while messages are still under way. */
  LATENESS(4),
  /** A request is refused. */
  REFUSAL(5),
  /** A replica fails in the middle of a request and cannot say what became of it. */
  CONFUSION(6),
  /** A message cannot be taken for sending now. */
  CONGESTION(7),
  /** A disk takes its time: other steps come before what was written is durable. */
  SLOW_DISK(8),
  /** A process ends and comes back with what was durable. */
  CRASH(9),
  /** Whoever coordinates ends and never comes back. */
  DRIVER_DEATH(10);

  static final int COUNT = values().length;

  /** Its place in counts by kind. */
  final int place;

  Fault(int place) {
    this.place = place;
  }
}

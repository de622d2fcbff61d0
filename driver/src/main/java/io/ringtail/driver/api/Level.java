// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

/**
 * How many replicas of a partition have to answer. Whatever the level, a write goes to all of them.
 */
public enum Level {
  ONE,
  QUORUM,
  /**
   * A majority, in one order with everything else at this level, whatever the clocks say: what
   * conditional writes have. A plain write first asks a majority for the newest version of what it
   * writes, which costs a second round trip; a read costs no more than at QUORUM.
   */
  SERIAL,
  /** SERIAL within one data center; refused, since no keyspace can name the one whose it is yet. */
  LOCAL_SERIAL,
  ALL;

  /** How many of so many replicas have to answer. */
  public int required(int replicas) {
    return switch (this) {
      case ONE -> 1;
      case QUORUM, SERIAL -> replicas / 2 + 1;
      case ALL -> replicas;
      case LOCAL_SERIAL ->
          throw new RingtailException.InvalidRequest(
              "LOCAL_SERIAL needs a keyspace that names its home data center, which none can yet;"
                  + " use SERIAL");
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

/**
 * How many replicas of a partition have to answer. Whatever the level, a write goes to all of them.
 * Those with LOCAL in their names speak of the replicas in the session's own data center.
 */
public enum Level {
  ONE(1),
  TWO(2),
  THREE(3),
  /**
   * A majority of all; where the keyspace names its home data center, with a majority of that one's
   * among them.
   */
  QUORUM(0),
  LOCAL_ONE(0),
  LOCAL_QUORUM(0),
  /** A majority in every data center that has replicas. */
  EACH_QUORUM(0),
  /**
   * As QUORUM, in one order with everything else at this level, whatever the clocks say: what
   * conditional writes have. A plain write first asks a majority for the newest version of what it
   * writes, which costs a second round trip; a read costs no more than at QUORUM.
   */
  SERIAL(0),
  /**
   * As SERIAL, by a majority of the replicas in the keyspace's home data center, wherever the
   * session is; refused where the keyspace names none.
   */
  LOCAL_SERIAL(0),
  ALL(0);

  private final int count;

  Level(int count) {
    this.count = count;
  }

  /**
   * How many replicas it asks for, wherever they are; 0 where that depends on how many there are.
   */
  public int count() {
    return count;
  }

  /** Whether it promises the order of conditional writes. */
  public boolean isSerial() {
    return this == SERIAL || this == LOCAL_SERIAL;
  }
}

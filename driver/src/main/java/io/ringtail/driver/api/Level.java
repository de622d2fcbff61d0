// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import org.jspecify.annotations.Nullable;

/**
 * How many replicas of a partition have to answer. Whatever the level, a write goes to all of them.
 * Those with LOCAL in their names speak of the replicas in the session's own data center.
 */
public enum Level {
  /**
   * For writes alone: one replica has it, or, where none can be reached, any node keeps it until
   * one can. A read may not see it before.
   */
  ANY(1, 1),
  ONE(2, 1),
  TWO(3, 2),
  THREE(4, 3),
  /**
   * A majority of all; where the keyspace names its home data center, with a majority of that one's
   * among them.
   */
  QUORUM(5, 0),
  LOCAL_ONE(6, 0),
  LOCAL_QUORUM(7, 0),
  /** A majority in every data center that has replicas. */
  EACH_QUORUM(8, 0),
  /**
   * As QUORUM, in one order with everything else at this level, whatever the clocks say: what
   * conditional writes have. A plain write first asks a majority for the newest version of what it
   * writes, which costs a second round trip; a read costs no more than at QUORUM.
   */
  SERIAL(9, 0),
  /**
   * As SERIAL, by a majority of the replicas in the keyspace's home data center, wherever the
   * session is; refused where the keyspace names none.
   */
  LOCAL_SERIAL(10, 0),
  ALL(11, 0);

  private final int code;
  private final int count;

  Level(int code, int count) {
    this.code = code;
    this.count = count;
  }

  /** Its number on the wire, never used again for another. */
  public int code() {
    return code;
  }

  /** The level of a number; null where there is none. */
  public static @Nullable Level ofCode(int code) {
    for (Level level : values()) {
      if (level.code == code) {
        return level;
      }
    }
    return null;
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

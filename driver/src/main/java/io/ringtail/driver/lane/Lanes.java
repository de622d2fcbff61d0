// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import java.util.List;

/** The lanes of a session. Immutable. */
public final class Lanes {
  private final Lane[] lanes;

  /** At least one. */
  public Lanes(List<Lane> lanes) {
    this.lanes = lanes.toArray(Lane[]::new);
  }

  public List<Lane> all() {
    return List.of(lanes);
  }

  /**
   * The lane for a request of this thread: its own where it is a lane's, else always the same, so
   * that what one thread does next to one another stays in line.
   */
  public Lane pick() {
    for (Lane lane : lanes) {
      if (lane.isCurrent()) {
        return lane;
      }
    }
    if (lanes.length == 1) {
      return lanes[0];
    }
    // Thread ids count up; the multiplier (2^64 by the golden ratio) spreads them.
    long mixed = Thread.currentThread().getId() * 0x9E3779B97F4A7C15L;
    return lanes[(int) ((mixed >>> 33) % lanes.length)];
  }

  /** The lane for the conditional writes of a partition, which it then decides together. */
  public Lane ofPartition(long token) {
    return lanes[(int) ((token >>> 33) % lanes.length)];
  }

  /** Whether this is a lane's thread, which must not wait. */
  public boolean isLaneThread() {
    for (Lane lane : lanes) {
      if (lane.isCurrent()) {
        return true;
      }
    }
    return false;
  }
}

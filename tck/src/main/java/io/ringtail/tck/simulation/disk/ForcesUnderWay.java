// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * Forces that have begun and take their time: what they write is on the platter for certain only
 * when they are over. What whoever began one does next lies behind it, though it happens at the
 * same simulated moment; so the next operation at the moment of its beginning ends it as well.
 */
final class ForcesUnderWay {
  private record Force(Inode inode, long beganNanos, long untilNanos) {}

  private final DiskTime time;
  private final List<Force> forces = new ArrayList<>();

  ForcesUnderWay(DiskTime time) {
    this.time = time;
  }

  /** A force begins. */
  void begin(Inode inode, long untilNanos) {
    inode.beginForce();
    forces.add(new Force(inode, time.nanos(), untilNanos));
    if (untilNanos <= time.nanos()) {
      settle();
    }
  }

  /** Ends those that are over. */
  void settle() {
    if (forces.isEmpty()) {
      return;
    }
    long now = time.nanos();
    forces.removeIf(force -> {
      boolean over = force.untilNanos <= now || force.beganNanos == now;
      if (over) {
        force.inode.endForce();
      }
      return over;
    });
  }

  /** The power failed, or the disk is gone. */
  void clear() {
    forces.clear();
  }
}

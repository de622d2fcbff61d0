// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.disk.DiskFault;
import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.network.NetworkFault;
import org.jspecify.annotations.Nullable;

/** Which kind of fault it is that network and disk report. */
final class Counting {
  private Counting() {}

  /** Null for what only follows from another fault that is counted itself. */
  static @Nullable FaultKind of(NetworkFault fault) {
    return switch (fault) {
      case DELAY -> FaultKind.SEGMENT_DELAYED;
      case LOSS -> FaultKind.SEGMENT_LOST;
      case DUPLICATION -> FaultKind.SEGMENT_DUPLICATED;
      case REORDERING -> FaultKind.SEGMENT_REORDERED;
      case SLOW_LINK -> FaultKind.SLOW_LINK;
      case RESET -> FaultKind.RESET;
      case REFUSED_CONNECT -> FaultKind.CONNECT_REFUSED;
      case BLOCKED_CONNECT -> FaultKind.CONNECT_TIMED_OUT;
      case PARTITION -> null;
    };
  }

  static FaultKind of(DiskFault fault) {
    return switch (fault) {
      case CRASH_LOST_BLOCKS -> FaultKind.UNSYNCED_BLOCKS_LOST;
      case CRASH_TORN_WRITE -> FaultKind.WRITE_TORN;
      case CRASH_FORGOT_NAME -> FaultKind.NAME_FORGOTTEN;
      case READ_ERROR -> FaultKind.READ_ERROR;
      case WRITE_ERROR -> FaultKind.WRITE_ERROR;
      case SHORT_WRITE -> FaultKind.SHORT_WRITE;
      case FULL -> FaultKind.DISK_FULL;
      case FORCE_FAILED -> FaultKind.FORCE_FAILED;
      case BIT_FLIP -> FaultKind.BIT_FLIP;
      case LOST_WRITE -> FaultKind.LOST_WRITE;
      case MISDIRECTED_WRITE -> FaultKind.MISDIRECTED_WRITE;
      case SLOW -> FaultKind.SLOW_DISK;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.message.Reason;

/** Why a replica does nothing: one reason of each kind that drivers tell apart. */
final class Refusals {
  static final int COUNT = 3;

  private Refusals() {}

  /**
   * A refusal.
   *
   * @param nextEpoch of the map that the replica has, where that is the reason
   */
  static Refusal of(int kind, long nextEpoch) {
    return switch (kind) {
      case 0 -> new Refusal(Reason.OVERLOADED, "", 1, 0);
      case 1 -> new Refusal(Reason.DISK_FULL, "", 0, 0);
      default -> new Refusal(Reason.STALE_MAP, "", 0, nextEpoch);
    };
  }
}

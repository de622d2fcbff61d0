// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.Reason;

/** What a replica's refusal asks for. */
enum RefusalKind {
  /** The map has to be fetched, and the request routed anew. */
  OTHER_MAP,
  /** The same replica may take it a little later. */
  LATER,
  /** The same replica would refuse again. */
  FOR_GOOD;

  /**
   * Classifies a refusal.
   *
   * @param nodeEpoch of the replica's map
   * @param ownEpoch of the map by which the request was routed
   */
  static RefusalKind of(Reason reason, long nodeEpoch, long ownEpoch) {
    return switch (reason) {
      case STALE_MAP, NOT_OWNER -> nodeEpoch > ownEpoch ? OTHER_MAP : LATER;
      case UNKNOWN_TABLE -> nodeEpoch > ownEpoch ? OTHER_MAP : FOR_GOOD;
      case OVERLOADED, STOPPING -> LATER;
      case EXPIRED,
          INVALID,
          ALREADY_EXISTS,
          NOT_FOUND,
          DISK_FULL,
          CLOCK_SKEW,
          NOT_A_MEMBER,
          UNSUPPORTED,
          DAMAGED,
          NO_QUORUM,
          INTERNAL ->
          FOR_GOOD;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

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
   * @param ownEpoch of the map by which the request was routed
   */
  static RefusalKind of(Refusal refusal, long ownEpoch) {
    boolean newerMap = refusal.epoch() > ownEpoch;
    boolean olderMap = refusal.epoch() < ownEpoch;
    return switch (refusal.reason()) {
      case STALE_MAP, NOT_OWNER -> newerMap ? OTHER_MAP : LATER;
      case UNKNOWN_TABLE -> newerMap ? OTHER_MAP : olderMap ? LATER : FOR_GOOD;
      case OVERLOADED, STOPPING, UNREACHABLE -> LATER;
      // A node that is only starting says when to come again; one that was wiped does not.
      case NOT_A_MEMBER -> refusal.retryAfterMillis() > 0 ? LATER : FOR_GOOD;
      case EXPIRED,
          INVALID,
          ALREADY_EXISTS,
          NOT_FOUND,
          DISK_FULL,
          CLOCK_SKEW,
          UNSUPPORTED,
          DAMAGED,
          NO_QUORUM,
          INTERNAL,
          CANCELLED ->
          FOR_GOOD;
    };
  }
}

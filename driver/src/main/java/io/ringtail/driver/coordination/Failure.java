// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.Reason;

/**
 * Why a request failed; becomes an exception at the driver's edge.
 *
 * @param mayHaveTakenEffect false when nothing was changed and nothing will be
 * @param retryAfterMillis a replica's hint; 0 when there is none
 */
public record Failure(Kind kind, String message, boolean mayHaveTakenEffect, int retryAfterMillis) {
  /** What kind of failure it is. */
  public enum Kind {
    UNAVAILABLE,
    TIMEOUT,
    OVERLOADED,
    INVALID,
    REPLICA
  }

  public Failure(Kind kind, String message, boolean mayHaveTakenEffect) {
    this(kind, message, mayHaveTakenEffect, 0);
  }

  /** The kind of failure that a refusal means, where nothing happened on any replica. */
  static Kind kindOf(Reason reason) {
    return switch (reason) {
      case OVERLOADED -> Kind.OVERLOADED;
      case INVALID, UNKNOWN_TABLE, NOT_FOUND, ALREADY_EXISTS -> Kind.INVALID;
      case STALE_MAP, NOT_OWNER, STOPPING, NOT_A_MEMBER, EXPIRED, NO_QUORUM, UNREACHABLE ->
          Kind.UNAVAILABLE;
      case DISK_FULL, CLOCK_SKEW, UNSUPPORTED, DAMAGED, INTERNAL, CANCELLED -> Kind.REPLICA;
    };
  }
}

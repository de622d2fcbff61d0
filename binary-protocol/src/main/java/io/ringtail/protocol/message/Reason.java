// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/** Why a request was not carried out. The codes are on the wire and never used again. */
public enum Reason {
  /** The sender's map is too old for the vnode or table: fetch the newer one and ask again. */
  STALE_MAP(1),
  /** The node does not hold the vnode. */
  NOT_OWNER(2),
  /** The node has more to do than it can queue. */
  OVERLOADED(3),
  /** The deadline had passed before the work began. */
  EXPIRED(4),
  /** The request makes no sense: a wrong type, an unknown column, a value over the limit. */
  INVALID(5),
  /** The table is not in the node's map. */
  UNKNOWN_TABLE(6),
  /** A keyspace or table of that name is there already. */
  ALREADY_EXISTS(7),
  /** No keyspace or table of that name. */
  NOT_FOUND(8),
  /** The disk is full: writes are refused until space is found. */
  DISK_FULL(9),
  /** A timestamp lies too far in the future. */
  CLOCK_SKEW(10),
  /** This data folder answers for nothing until a replacement is decided. */
  NOT_A_MEMBER(11),
  /** No protocol version, or not that opcode, in common. */
  UNSUPPORTED(12),
  /** The node is stopping. */
  STOPPING(13),
  /** The data needed is damaged or lost on this replica. */
  DAMAGED(14),
  /** The voters could not be reached, or did not agree in time. */
  NO_QUORUM(15),
  /** Something unforeseen: a bug. */
  INTERNAL(16),
  /** The node that the request was to be passed on to cannot be reached from here. */
  UNREACHABLE(17),
  /** Whoever asked took it back. */
  CANCELLED(18);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}

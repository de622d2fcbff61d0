// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

/**
 * Places in a shard's log, packed into a long so that a later place is a greater number: the
 * segment's id, then the offset in it.
 */
public final class LogPosition {
  /** Before everything. */
  public static final long NONE = 0;

  private LogPosition() {}

  public static long of(int segmentId, int offset) {
    return ((long) segmentId << 32) | offset;
  }

  public static int segmentId(long position) {
    return (int) (position >>> 32);
  }

  public static int offset(long position) {
    return (int) position;
  }

  /** For people to read. */
  public static String text(long position) {
    return LogFormat.fileName(segmentId(position)) + " offset " + offset(position);
  }
}

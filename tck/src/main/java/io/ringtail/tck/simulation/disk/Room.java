// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

/** How much of a disk is taken, and how much there is. */
final class Room {
  private long usedBytes;
  private long limitBytes = Long.MAX_VALUE;

  long usedBytes() {
    return usedBytes;
  }

  void usedBytes(long bytes) {
    usedBytes = bytes;
  }

  /** Takes room, or gives it back. */
  void take(long bytes) {
    usedBytes += bytes;
  }

  long freeBytes() {
    return Math.max(0, limitBytes - usedBytes);
  }

  boolean isFull() {
    return limitBytes <= usedBytes;
  }

  /** Leaves so much free from now on. */
  void limit(long freeBytes) {
    limitBytes = freeBytes > Long.MAX_VALUE - usedBytes ? Long.MAX_VALUE : usedBytes + freeBytes;
  }
}

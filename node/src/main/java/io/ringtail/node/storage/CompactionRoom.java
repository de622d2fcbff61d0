// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/**
 * What is known of the room that a full disk leaves to compactions: only what found none and what
 * found enough, since others use the disk, too. Confined to the loop.
 */
final class CompactionRoom {
  /**
   * A compaction that found no room is tried again after this; what is smaller is at once. A flush,
   * which sets segments of the log free, has twenty attempts before it.
   */
  static final long RETRY_SECONDS = 10;

  /** The most that found no room since the disk was full; 0 while there is enough. */
  private long failedBytes;

  private long bytesMax = Long.MAX_VALUE;

  /** Whether something found no room, and nothing as large has found it since. */
  boolean isScarce() {
    return failedBytes > 0;
  }

  /** What may be written at once now. */
  long bytesMax() {
    return bytesMax;
  }

  /** So many bytes found no room: half of that is tried next. */
  void foundNone(long bytes) {
    failedBytes = Math.max(failedBytes, Math.max(1, bytes));
    bytesMax = Math.min(bytesMax, bytes / 2);
  }

  /** So many bytes found room, and may have set some free. */
  void found(long bytes) {
    if (bytes >= failedBytes) {
      forget();
    } else if (bytesMax <= Long.MAX_VALUE / 2) {
      bytesMax *= 2;
    }
  }

  /** Time has passed: there may be room for everything. */
  void lookAgain() {
    bytesMax = Long.MAX_VALUE;
  }

  /** Nothing waits for room any more. */
  void forget() {
    failedBytes = 0;
    bytesMax = Long.MAX_VALUE;
  }
}

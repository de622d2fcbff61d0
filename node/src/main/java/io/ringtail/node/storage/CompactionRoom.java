// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the room that a full disk leaves to compactions: only what found none and what
 * found enough, since others use the disk, too. Confined to the loop.
 */
final class CompactionRoom {
  private static final Logger LOG = LoggerFactory.getLogger(CompactionRoom.class);

  /**
   * A compaction that found no room is tried again after this; what is smaller is at once. A flush,
   * which sets segments of the log free, has twenty attempts before it.
   */
  static final long RETRY_SECONDS = 10;

  private final Flusher.Place place;
  private final Runnable lookAgain;

  /** The most that found no room since the disk was full; 0 while there is enough. */
  private long failedBytes;

  private long bytesMax = Long.MAX_VALUE;
  private boolean waiting;

  /**
   * Room enough, as far as is known.
   *
   * @param lookAgain run on the loop when there may be room for everything
   */
  CompactionRoom(Flusher.Place place, Runnable lookAgain) {
    this.place = place;
    this.lookAgain = lookAgain;
  }

  /** Whether something found no room, and nothing as large has found it since. */
  boolean isScarce() {
    return failedBytes > 0;
  }

  /** What may be written at once now. */
  long bytesMax() {
    return bytesMax;
  }

  /** So many bytes found no room: half of that is tried next, and all of it after a while. */
  void foundNone(long bytes) {
    if (!isScarce()) {
      LOG.warn(
          "{}: no room on the disk for a compaction of {} bytes; smaller ones go first, and all are"
              + " tried again every {} s",
          place.folder(),
          bytes,
          RETRY_SECONDS);
    }
    failedBytes = Math.max(failedBytes, Math.max(1, bytes));
    bytesMax = Math.min(bytesMax, bytes / 2);
    if (!waiting) {
      waiting = true;
      var _ = place.loop().schedule(this::waited, RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void waited() {
    waiting = false;
    bytesMax = Long.MAX_VALUE;
    lookAgain.run();
  }

  /** So many bytes found room, and may have set some free. */
  void found(long bytes) {
    if (isScarce() && bytes >= failedBytes) {
      LOG.info("{}: there is room on the disk for compactions again", place.folder());
      forget();
    } else if (bytesMax <= Long.MAX_VALUE / 2) {
      bytesMax *= 2;
    }
  }

  /**
   * Nothing runs and nothing is to be done: unless everything is to be tried again, that is all.
   */
  void nothingRuns() {
    if (!waiting) {
      forget();
    }
  }

  private void forget() {
    failedBytes = 0;
    bytesMax = Long.MAX_VALUE;
  }
}

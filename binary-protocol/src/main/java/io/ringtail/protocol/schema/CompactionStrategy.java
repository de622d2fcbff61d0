// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/** How the files of a table are merged into fewer, as its owner chose it. */
public sealed interface CompactionStrategy {
  /** The strategy of tables for which none is named. */
  CompactionStrategy DEFAULT = new SizeTiered(SizeTiered.FILES_MIN_DEFAULT);

  /**
   * Files of about the same size are merged into one: the least writing, the most files to read.
   *
   * @param filesMin as many of a size are merged at the least, from 2 on
   */
  record SizeTiered(int filesMin) implements CompactionStrategy {
    public static final int FILES_MIN_DEFAULT = 4;
    public static final int FILES_MIN_MAX = 32;

    public SizeTiered {
      if (filesMin < 2 || filesMin > FILES_MIN_MAX) {
        throw new IllegalArgumentException(
            "merges of " + filesMin + " files at the least, expected 2 to " + FILES_MIN_MAX);
      }
    }
  }

  /**
   * Levels of files that do not overlap, each level ten times as large as the one before: a read
   * finds a partition in one file of each level at most, and little space is wasted.
   *
   * @param fileBytes about the size of a file
   */
  record Leveled(long fileBytes) implements CompactionStrategy {
    public static final long FILE_BYTES_DEFAULT = 64L << 20;
    public static final long FILE_BYTES_MIN = 1L << 20;
    public static final long FILE_BYTES_MAX = 1L << 32;

    public Leveled {
      if (fileBytes < FILE_BYTES_MIN || fileBytes > FILE_BYTES_MAX) {
        throw new IllegalArgumentException(
            "files of "
                + fileBytes
                + " bytes, expected "
                + FILE_BYTES_MIN
                + " to "
                + FILE_BYTES_MAX);
      }
    }
  }

  /**
   * What was written in the same stretch of time is merged into one file, and left alone once the
   * stretch is over: for data that expires, or is deleted, in the order in which it came.
   *
   * @param windowMillis length of a stretch
   */
  record TimeWindow(long windowMillis) implements CompactionStrategy {
    public static final long WINDOW_MILLIS_DEFAULT = 86_400_000;
    public static final long WINDOW_MILLIS_MIN = 60_000;
    public static final long WINDOW_MILLIS_MAX = 366 * 86_400_000L;

    public TimeWindow {
      if (windowMillis < WINDOW_MILLIS_MIN || windowMillis > WINDOW_MILLIS_MAX) {
        throw new IllegalArgumentException(
            "windows of "
                + windowMillis
                + " ms, expected "
                + WINDOW_MILLIS_MIN
                + " to "
                + WINDOW_MILLIS_MAX);
      }
    }
  }
}

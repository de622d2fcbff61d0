// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.protocol.message.Response;

/**
 * How many bytes a digest in place of one more answer in full would have saved of late, for each
 * table: the smoothed size of answers that agree, less the cost of the second round trip where they
 * do not. Confined to its lane's thread.
 */
final class AnswerSizes {
  /**
   * Tables with an experience of their own; those whose ids are so far apart share theirs, which
   * costs bytes or round trips, and nothing else. Four KiB for each lane.
   */
  private static final int TABLES = 1 << 10;

  /** An eighth of each new size is taken over: some five large answers in a row are believed. */
  private static final int SMOOTHING_SHIFT = 3;

  /** What a link of 10 Gbit/s carries in the 50 µs of a round trip in a data center. */
  private static final int SECOND_TRIP_BYTES = 1 << 16;

  private final int digestBytes;
  private final int[] smoothed = new int[TABLES];

  /**
   * Sizes of nothing.
   *
   * @param digestBytes from how many bytes on digests are worth it
   */
  AnswerSizes(int digestBytes) {
    this.digestBytes = digestBytes;
  }

  static int bytes(Response.ReadDone answer) {
    int bytes = 0;
    for (int i = 0; i < answer.partitions().size(); i++) {
      bytes += answer.partitions().get(i).content().length;
    }
    return bytes;
  }

  /** A read has ended. */
  void ended(int tableId, int answerBytes, boolean differed) {
    int at = tableId & TABLES - 1;
    int saved = differed ? -SECOND_TRIP_BYTES : answerBytes;
    smoothed[at] = Math.max(0, smoothed[at] + ((saved - smoothed[at]) >> SMOOTHING_SHIFT));
  }

  /** Whether digests are worth it. */
  boolean areLarge(int tableId) {
    return smoothed[tableId & TABLES - 1] >= digestBytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.message.Response;

/** Who waits for an answer: hears of it exactly once, on the loop's thread. */
public interface ReplyHandler {
  /**
   * The answer came.
   *
   * @param tag what was given with the request
   */
  void answered(int tag, Response response, long nowNanos);

  /** The rank of the request in the line of what a shard refuses where it has too much to do. */
  default int rank(int tag) {
    return Rank.FIRST;
  }

  /** The connection ended before the answer came: the request may have been carried out. */
  void lost(int tag, long nowNanos);
}

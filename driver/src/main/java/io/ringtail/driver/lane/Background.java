// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

/**
 * How many requests a lane has under way that nobody waits for: read repair of replicas that a read
 * did not need. Confined to its lane's thread.
 */
final class Background {
  /** One for so many that callers may have under way: what nobody waits for stays small beside. */
  private static final int SHARE = 16;

  private final int requestsMax;
  private int requests;

  Background(int inflightMax) {
    this.requestsMax = Math.max(1, inflightMax / SHARE);
  }

  /** Takes a place for one more request; false when there is none. */
  boolean take() {
    if (requests == requestsMax) {
      return false;
    }
    requests++;
    return true;
  }

  void release() {
    requests--;
  }
}

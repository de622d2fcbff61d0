// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

/**
 * How much a lane takes on.
 *
 * @param inflightMax requests under way at once
 * @param queueMax requests that wait for their turn behind these
 */
public record LaneLimits(int inflightMax, int queueMax) {
  /** As many may wait as are under way: the wait is then about one request's time. */
  public static LaneLimits of(int inflightMax) {
    return new LaneLimits(inflightMax, inflightMax);
  }
}

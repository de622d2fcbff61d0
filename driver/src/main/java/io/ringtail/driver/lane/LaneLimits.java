// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

/**
 * How much a lane takes on.
 *
 * @param inflightMax requests under way at once
 * @param queueMax requests that wait for their turn behind these
 * @param speculationShare how many reads may be asked of one more replica because another is late
 * @param digestBytes from which size of a table's answers on all replicas but one are asked for
 *     digests
 * @param traceShare how many requests are traced though nobody asked for it
 */
public record LaneLimits(
    int inflightMax, int queueMax, double speculationShare, int digestBytes, double traceShare) {
  /** As many may wait as are under way: the wait is then about one request's time. */
  public static LaneLimits of(
      int inflightMax, double speculationShare, int digestBytes, double traceShare) {
    return new LaneLimits(inflightMax, inflightMax, speculationShare, digestBytes, traceShare);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import java.util.concurrent.TimeUnit;

/**
 * How long frames of a connection are under way until they are read, without clocks that agree:
 * what lies between the sender's clock in a frame and the reader's when it is read, less the least
 * that this ever was lately, which is a way without waiting. Pure; confined to its connection's
 * loop.
 *
 * <p>Where the sender's clock has stood still, as that of a virtual machine does which is moved,
 * frames seem older than they are, until what was seen before is forgotten. Source: the delays of
 * LEDBAT, RFC 6817, section 3.4.
 */
final class FrameAge {
  /** The least is that of one whole window at least: longer than an overload is borne. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private boolean begun;
  private int least;
  private int leastBefore;
  private long windowBeganNanos;

  /** How old a frame is that is read now. Differences are those of clocks that run over. */
  int micros(int sentMicros, long nowNanos) {
    int apart = (int) (nowNanos / 1_000) - sentMicros;
    if (!begun) {
      begun = true;
      least = apart;
      leastBefore = apart;
      windowBeganNanos = nowNanos;
    } else if (nowNanos - windowBeganNanos >= WINDOW_NANOS) {
      windowBeganNanos = nowNanos;
      leastBefore = least;
      least = apart;
    }
    least = apart - least < 0 ? apart : least;
    return Math.max(apart - least, apart - leastBefore);
  }
}

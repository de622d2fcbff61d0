// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.time.Clock;

/**
 * A bound on bytes per second, by a token bucket that is told as a time: when it will be out of
 * debt. Whoever finds it so may take any number of bytes. Confined to its owner's thread.
 */
final class ByteRate {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long bytesPerSecond;
  private final long burstNanos;
  private final Clock clock;
  private long freeAtNanos;

  /**
   * A full bucket.
   *
   * @param bytesPerSecond the whole rate; 0 for no bound
   * @param burstNanos what is not taken for so long can be taken at once
   */
  ByteRate(long bytesPerSecond, long burstNanos, Clock clock) {
    this.bytesPerSecond = bytesPerSecond;
    this.burstNanos = burstNanos;
    this.clock = clock;
    this.freeAtNanos = clock.nanos() - burstNanos;
  }

  boolean isFree() {
    return bytesPerSecond == 0 || clock.nanos() - freeAtNanos >= 0;
  }

  /**
   * Takes bytes.
   *
   * @param shares how many have an equal part of the rate, this one included
   */
  void take(long bytes, int shares) {
    if (bytesPerSecond == 0) {
      return;
    }
    long full = clock.nanos() - burstNanos;
    long from = full - freeAtNanos > 0 ? full : freeAtNanos;
    freeAtNanos = from + (long) (NANOS_PER_SECOND * bytes * shares / bytesPerSecond);
  }
}

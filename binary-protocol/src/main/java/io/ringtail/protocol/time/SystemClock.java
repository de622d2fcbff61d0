// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

import java.time.Instant;

/** The clocks of this machine. */
public enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long wallMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/** The clocks of this machine. */
public enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}

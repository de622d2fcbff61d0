// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/** A clock that goes where the test sets it. */
final class ManualClock implements Clock {
  long wallMillis;
  int micros;
  long nanos;

  @Override
  public long wallMillis() {
    return wallMillis;
  }

  @Override
  public long wallMicros() {
    return 1_000 * wallMillis + micros;
  }

  @Override
  public long nanos() {
    return nanos;
  }
}

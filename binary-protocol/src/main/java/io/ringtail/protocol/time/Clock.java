// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.time;

/**
 * Where time comes from: a wall clock that may jump, and a monotonic one that may not. Thread-safe.
 */
public interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z, as far as this machine knows. */
  long wallMillis();

  /** Microseconds since 1970-01-01T00:00Z, where the wall clock is that fine. */
  default long wallMicros() {
    return 1_000 * wallMillis();
  }

  /** Nanoseconds since an arbitrary origin; never goes back. */
  long nanos();
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.expiry;

import javax.cache.expiry.Duration;

/** What a write does to the time that its entry has left. */
public sealed interface Lifetime {

  /** The entry stays until it is removed. */
  record Forever() implements Lifetime {}

  /** The entry expires that long after the write. */
  record Millis(long millis) implements Lifetime {
    public Millis {
      if (millis <= 0) {
        throw new IllegalArgumentException("a lifetime must be positive, not " + millis + " ms");
      }
    }
  }

  /** The entry is expired at once: it is not stored, and what was there is removed. */
  record Gone() implements Lifetime {}

  /** The entry keeps the expiry that it has. */
  record Unchanged() implements Lifetime {}

  /** The lifetime that a duration stands for; durations below a millisecond round up to one. */
  static Lifetime of(Duration duration) {
    if (duration.isEternal()) {
      return new Forever();
    }
    if (duration.isZero()) {
      return new Gone();
    }
    return new Millis(Math.max(1, duration.getTimeUnit().toMillis(duration.getDurationAmount())));
  }
}

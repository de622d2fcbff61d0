// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.Timestamp;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A hunt with a single class of the product: a clock hears of another that is ahead. */
final class FollowedClock implements LongFunction<@Nullable String> {
  @Override
  public @Nullable String apply(long aheadMillis) {
    Clock stopped =
        new Clock() {
          @Override
          public long wallMillis() {
            return 1_000_000;
          }

          @Override
          public long nanos() {
            return 0;
          }
        };
    HybridClock clock = new HybridClock(stopped, HybridClock.MAX_SKEW_MILLIS_DEFAULT);
    clock.observe(Timestamp.ofMillis(stopped.wallMillis() + aheadMillis));
    long ahead = Timestamp.millis(clock.next()) - stopped.wallMillis();
    return ahead > HybridClock.MAX_SKEW_MILLIS_DEFAULT ? "is " + ahead + " ms ahead" : null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an exploration saw.
 *
 * @param schedules that were run
 * @param complete whether these were all that there are
 * @param nanos that they took
 * @param operations in all of them
 * @param faults how often each kind struck
 * @param finding the first schedule that broke a promise; null when none did
 */
public record ExplorationResult(
    String model,
    Strategy strategy,
    long schedules,
    boolean complete,
    long nanos,
    long operations,
    Map<Fault, Long> faults,
    @Nullable Finding finding) {
  public long schedulesPerSecond() {
    return nanos == 0 ? 0 : (long) (schedules * 1e9 / nanos);
  }

  @Override
  public String toString() {
    return model
        + ", "
        + strategy
        + ": "
        + schedules
        + (complete ? " schedules (all there are), " : " schedules, ")
        + schedulesPerSecond()
        + "/s, "
        + operations
        + " operations, faults "
        + faults
        + (finding == null ? "" : "\n" + finding);
  }
}

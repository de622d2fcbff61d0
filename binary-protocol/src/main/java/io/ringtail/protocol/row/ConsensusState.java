// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a replica has followed the conditional writes of a partition. Part of every read and
 * digest answer.
 *
 * @param instance number of the last conditional write committed here; 0 when there was none
 * @param accepted encoded conditional write accepted for {@code instance + 1} and not seen
 *     committed; null when there is none
 */
public record ConsensusState(long instance, byte @Nullable [] accepted) {
  /** A partition that never saw a conditional write. */
  public static final ConsensusState NONE = new ConsensusState(0, null);

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConsensusState state
        && instance == state.instance
        && Arrays.equals(accepted, state.accepted);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(instance) + Arrays.hashCode(accepted);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.consensus;

import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * How far a replica has followed the conditional writes of a partition. Part of every read and
 * digest answer.
 *
 * @param instance number of the last conditional write committed here; 0 when there was none
 * @param accepted the ballot of the conditional write accepted for {@code instance + 1} and not
 *     seen committed; null when there is none
 */
public record ConsensusState(long instance, @Nullable Ballot accepted) {
  /** A partition that never saw a conditional write. */
  public static final ConsensusState NONE = new ConsensusState(0, null);
}

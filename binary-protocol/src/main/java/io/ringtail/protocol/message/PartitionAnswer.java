// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.consensus.ConsensusState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one replica knows of a slice of one partition.
 *
 * @param content canonical encoding of the normal form at the read's moment, or its XXH3-128 hash
 *     (16 bytes) where a digest was asked for
 * @param covered the clustering key at which the row limit cut the slice: the answer speaks of the
 *     keys before it (from it on, where the read was in reverse); null when it speaks of the whole
 *     slice
 */
public record PartitionAnswer(ConsensusState consensus, byte[] content, byte @Nullable [] covered) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartitionAnswer answer
        && consensus.equals(answer.consensus)
        && Arrays.equals(content, answer.content)
        && Arrays.equals(covered, answer.covered);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(content) + consensus.hashCode();
  }
}

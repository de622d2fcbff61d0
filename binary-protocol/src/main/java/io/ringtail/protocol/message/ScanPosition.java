// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in the token order of a table's rows: the row with this key, or the first one behind it.
 * The page state of scans.
 *
 * @param token of the key
 * @param key encoded partition key
 * @param clustering encoded clustering key to go on from within that partition; empty for all of it
 */
public record ScanPosition(long token, byte[] key, byte[] clustering) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScanPosition position
        && token == position.token
        && Arrays.equals(key, position.key)
        && Arrays.equals(clustering, position.clustering);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(clustering);
  }
}

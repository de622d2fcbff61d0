// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A plain write to one partition: data to be merged into what a replica has. Immutable, though it
 * holds arrays: nobody may change them.
 *
 * @param tableId id of the table, never used again
 * @param key encoded partition key
 * @param content canonical encoding of a {@link PartitionData} in normal form; the same bytes go to
 *     every replica, its log and its tables
 */
public record Mutation(int tableId, byte[] key, byte[] content) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mutation mutation
        && tableId == mutation.tableId
        && Arrays.equals(key, mutation.key)
        && Arrays.equals(content, mutation.content);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "Mutation[table "
        + tableId
        + ", key of "
        + key.length
        + " bytes, content of "
        + content.length
        + " bytes]";
  }
}

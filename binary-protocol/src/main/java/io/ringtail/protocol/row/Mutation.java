// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

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

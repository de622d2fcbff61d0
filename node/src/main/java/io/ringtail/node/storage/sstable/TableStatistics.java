// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;

/**
 * What is known of a table without reading it.
 *
 * @param tableId id of the table in the schema
 * @param tokenMin least token, unsigned; 0 when there is no partition
 * @param tokenMax greatest token, unsigned
 * @param timestampMin no version in it has a timestamp below this
 * @param timestampMax no version in it has a timestamp above this
 * @param rawBytes bytes of all data blocks before compression
 */
public record TableStatistics(
    int tableId,
    long partitions,
    long tokenMin,
    long tokenMax,
    long timestampMin,
    long timestampMax,
    long rawBytes) {
  private static final int BYTES = 4 + 6 * 8;

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putInt(tableId)
        .putLong(partitions)
        .putLong(tokenMin)
        .putLong(tokenMax)
        .putLong(timestampMin)
        .putLong(timestampMax)
        .putLong(rawBytes)
        .array();
  }

  static TableStatistics decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new TableStatistics(
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}

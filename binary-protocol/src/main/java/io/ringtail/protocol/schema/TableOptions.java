// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/**
 * What a table's owner chose for it.
 *
 * @param defaultTtlMillis time to live of writes that name none; 0 for ever
 */
public record TableOptions(
    long defaultTtlMillis,
    CompactionStrategy compaction,
    Compression compression,
    TombstoneGc tombstoneGc) {
  public static final TableOptions DEFAULT =
      new TableOptions(0, CompactionStrategy.DEFAULT, Compression.LZ4, TombstoneGc.DEFAULT);

  public TableOptions withDefaultTtlMillis(long millis) {
    return new TableOptions(millis, compaction, compression, tombstoneGc);
  }

  public TableOptions withCompaction(CompactionStrategy strategy) {
    return new TableOptions(defaultTtlMillis, strategy, compression, tombstoneGc);
  }

  public TableOptions withCompression(Compression blocks) {
    return new TableOptions(defaultTtlMillis, compaction, blocks, tombstoneGc);
  }

  public TableOptions withTombstoneGc(TombstoneGc rule) {
    return new TableOptions(defaultTtlMillis, compaction, compression, rule);
  }
}

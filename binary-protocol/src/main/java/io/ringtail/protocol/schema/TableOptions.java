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
    TombstoneGc tombstoneGc,
    PlainWrites writes) {
  public static final TableOptions DEFAULT =
      new TableOptions(
          0, CompactionStrategy.DEFAULT, Compression.LZ4, TombstoneGc.DEFAULT, PlainWrites.FAST);

  public TableOptions withDefaultTtlMillis(long millis) {
    return new TableOptions(millis, compaction, compression, tombstoneGc, writes);
  }

  public TableOptions withCompaction(CompactionStrategy strategy) {
    return new TableOptions(defaultTtlMillis, strategy, compression, tombstoneGc, writes);
  }

  public TableOptions withCompression(Compression blocks) {
    return new TableOptions(defaultTtlMillis, compaction, blocks, tombstoneGc, writes);
  }

  public TableOptions withTombstoneGc(TombstoneGc rule) {
    return new TableOptions(defaultTtlMillis, compaction, compression, rule, writes);
  }

  public TableOptions withWrites(PlainWrites rule) {
    return new TableOptions(defaultTtlMillis, compaction, compression, tombstoneGc, rule);
  }
}

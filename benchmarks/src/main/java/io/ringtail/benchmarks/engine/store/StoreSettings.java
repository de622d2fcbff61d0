// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

/**
 * What all engines are set to alike. LZ4, blocks of 16 KiB and CRC32C are the same everywhere and
 * no setting. Immutable.
 *
 * @param memtableBytes size at which a memtable is flushed; a second one may be filling meanwhile
 * @param cacheBytes for uncompressed blocks
 * @param filterBits of each table's filter, for each key
 * @param compaction how tables are merged
 * @param log when a write counts
 * @param counted whether the engine may spend time on counting what it does
 */
public record StoreSettings(
    int valueBytes,
    long memtableBytes,
    long cacheBytes,
    double filterBits,
    Compaction compaction,
    Log log,
    boolean counted) {

  /** How tables are merged. */
  public enum Compaction {
    /** Those of about the same size, with RocksDB's universal compaction beside it. */
    TIERED,
    /** Levels, each ten times as large as the one above. */
    LEVELED,
    /** Only when asked to. */
    OFF
  }

  /** When a write counts. */
  public enum Log {
    /** Once it is in the operating system's hands. */
    UNSYNCED,
    /** Once it is on disk, with those that wait beside it. */
    GROUP
  }

  public StoreSettings withCompaction(Compaction other) {
    return new StoreSettings(
        valueBytes, memtableBytes, cacheBytes, filterBits, other, log, counted);
  }

  public StoreSettings withLog(Log other) {
    return new StoreSettings(
        valueBytes, memtableBytes, cacheBytes, filterBits, compaction, other, counted);
  }

  public StoreSettings withMemtableBytes(long bytes) {
    return new StoreSettings(valueBytes, bytes, cacheBytes, filterBits, compaction, log, counted);
  }

  public StoreSettings withCounting() {
    return new StoreSettings(
        valueBytes, memtableBytes, cacheBytes, filterBits, compaction, log, true);
  }
}

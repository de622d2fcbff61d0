// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * RocksDB's options, as like Ringtail as they can be made, and the native objects behind them, to
 * be closed after the database. What has no counterpart keeps RocksDB's default. Immutable.
 */
record RocksSettings(
    Options options, @Nullable Statistics statistics, List<AbstractNativeReference> owned)
    implements AutoCloseable {
  /** As large as Ringtail's. */
  private static final long BLOCK_BYTES = 8 << 10;

  /** Flushes before a merge into level 1, as in RocksDB's own tuning advice for its size. */
  private static final int LEVEL_0_TABLES = 4;

  static RocksSettings of(StoreSettings settings) {
    Cache cache = new LRUCache(settings.cacheBytes());
    BloomFilter filter = new BloomFilter(settings.filterBits());
    List<AbstractNativeReference> owned = new ArrayList<>();
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(settings.memtableBytes())
            .setMaxWriteBufferNumber(2)
            .setAvoidFlushDuringShutdown(true)
            .setAvoidFlushDuringRecovery(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockSize(BLOCK_BYTES)
                    .setBlockCache(cache)
                    .setFilterPolicy(filter)
                    .setChecksumType(ChecksumType.kCRC32c));
    switch (settings.compaction()) {
      case TIERED -> options.setCompactionStyle(CompactionStyle.UNIVERSAL);
      case LEVELED ->
          options
              .setCompactionStyle(CompactionStyle.LEVEL)
              .setMaxBytesForLevelBase(LEVEL_0_TABLES * settings.memtableBytes())
              .setTargetFileSizeBase(settings.memtableBytes());
      case OFF ->
          options.setCompactionStyle(CompactionStyle.UNIVERSAL).setDisableAutoCompactions(true);
    }
    owned.addAll(List.of(options, filter, cache));
    Statistics statistics = null;
    if (settings.counted()) {
      statistics = new Statistics();
      options.setStatistics(statistics);
      owned.add(statistics);
    }
    return new RocksSettings(options, statistics, List.copyOf(owned));
  }

  /** What the database counted; 0 where it does not count. */
  long count(TickerType what) {
    return statistics == null ? 0 : statistics.getTickerCount(what);
  }

  @Override
  public void close() {
    owned.forEach(AbstractNativeReference::close);
  }
}

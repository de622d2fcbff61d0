// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SmallPartition;
import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** An open table: its index, filter and statistics are in memory. Thread-safe. */
public final class SsTable {
  private final BlockCodec.Source file;
  private final long fileBytes;
  private final TableIndex index;
  private final TableFilters filters;
  private final TableStatistics statistics;

  private SsTable(
      BlockCodec.Source file,
      long fileBytes,
      TableIndex index,
      TableFilters filters,
      TableStatistics statistics) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.index = index;
    this.filters = filters;
    this.statistics = statistics;
  }

  /**
   * Opens a table's file. Blocks.
   *
   * @throws DamagedException when it is not the whole table that was written under this id
   */
  public static SsTable open(Disk disk, String folder, long fileId) throws IOException {
    String path = folder + "/" + TableFormat.fileName(fileId);
    DiskFile file = disk.openForRead(path);
    try {
      return read(
          new BlockCodec.Source(file, path, fileId),
          new BlockCodec.Source(new TableTail(file), path, fileId));
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /**
   * The tokens of a table that cannot be opened; null when its statistics cannot be read either.
   * Blocks.
   */
  public static @Nullable TokenRange tokensOf(Disk disk, String folder, long fileId) {
    String path = folder + "/" + TableFormat.fileName(fileId);
    try (DiskFile file = disk.openForRead(path)) {
      BlockCodec.Source source = new BlockCodec.Source(file, path, fileId);
      TableFooter footer = TableFooter.readAlone(source, file.sizeBytes());
      TableStatistics statistics =
          TableStatistics.decode(
              BlockCodec.read(source, footer.statistics(), BlockKind.STATISTICS));
      return new TokenRange(statistics.tokenMin(), statistics.tokenMax());
    } catch (IOException | IllegalArgumentException unreadable) {
      return null;
    }
  }

  /** A file that cannot be opened as a table: finds nothing, but its blocks can be read. */
  static SsTable unopened(BlockCodec.Source source, long fileBytes, NewTable table) {
    TableStatistics nothing = new StatisticsCollector().statistics(table, 0, 0);
    return new SsTable(source, fileBytes, TableIndex.none(), TableFilters.none(), nothing);
  }

  /** Opens a table's file that is open for reading. */
  static SsTable read(BlockCodec.Source file) throws IOException {
    return read(file, file);
  }

  /** Opens a file, reading it through {@code source} until it is open. */
  private static SsTable read(BlockCodec.Source file, BlockCodec.Source source) throws IOException {
    long size = source.file().sizeBytes();
    TableFooter footer = TableFooter.read(source, size);
    TableIndex index;
    byte[] indexBytes = BlockCodec.read(source, footer.index(), BlockKind.INDEX);
    try {
      index = TableIndex.decode(indexBytes, size);
    } catch (IllegalArgumentException malformed) {
      throw source.damaged(
          footer.index().offset(), "expected an index, found " + malformed.getMessage());
    }
    TableFilters filters = TableFilters.read(source, footer.filters());
    byte[] statisticsBytes = BlockCodec.read(source, footer.statistics(), BlockKind.STATISTICS);
    try {
      TableStatistics statistics = TableStatistics.decode(statisticsBytes);
      return new SsTable(file, size, index, filters, statistics);
    } catch (IllegalArgumentException malformed) {
      throw source.damaged(
          footer.statistics().offset(), "expected statistics, found " + malformed.getMessage());
    }
  }

  public String path() {
    return file.path();
  }

  public long fileId() {
    return file.fileId();
  }

  public TableStatistics statistics() {
    return statistics;
  }

  /** The tokens that the block at an offset may be of. */
  public TokenRange tokensAround(long offset) {
    return index.tokensAround(offset, statistics.tokenMax());
  }

  /** Bytes on disk. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Bytes of memory that the open table takes. */
  public long memoryBytes() {
    return filters.sizeBytes() + index.sizeBytes();
  }

  int blocks() {
    return index.blocks();
  }

  BlockHandle handle(int block) {
    return index.handle(block);
  }

  /** A bound of the tokens in a block from below: the upper half of the first one. */
  long firstToken(int block) {
    return index.firstToken(block);
  }

  int blockOf(long token) {
    return index.blockOf(token);
  }

  /** Whether a partition with this token may be here. */
  public boolean mayContain(long token) {
    return filters.mayContain(token);
  }

  /** Reads and checks a block. Blocks. */
  public Block read(BlockHandle handle, BlockKind kind) throws DamagedException {
    return read(handle, kind, byte[]::new);
  }

  /**
   * Reads and checks a block into an array. Blocks.
   *
   * @param arrays gives one of at least a length, which the block keeps
   */
  Block read(BlockHandle handle, BlockKind kind, IntFunction<byte[]> arrays)
      throws DamagedException {
    return BlockCodec.readBlock(file, handle, kind, arrays);
  }

  /** The result of {@link #find}. */
  public sealed interface Found {
    /** The table says nothing of the partition. */
    enum Nothing implements Found {
      /** It is not in the table. */
      ABSENT,
      /** Its block is not in memory. */
      MISSING
    }

    /** What the table says of it. */
    record Partition(PartitionView view) implements Found {}
  }

  /** Looks for a partition. */
  public Found find(long token, byte[] key, BlockSource source) {
    return filters.mayContain(token) ? findAdmitted(token, key, source) : Found.Nothing.ABSENT;
  }

  /** Looks for a partition whose token {@link #mayContain} be here. */
  public Found findAdmitted(long token, byte[] key, BlockSource source) {
    int number = index.blockOf(token);
    if (number < 0) {
      return Found.Nothing.ABSENT;
    }
    Block loaded = source.get(this, index.handle(number), BlockKind.PARTITIONS);
    if (loaded == null) {
      return Found.Nothing.MISSING;
    }
    PartitionBlock block = new PartitionBlock(loaded);
    int entry = block.find(token, key);
    return entry < 0 ? Found.Nothing.ABSENT : new Found.Partition(view(block, entry, source));
  }

  PartitionView view(PartitionBlock block, int entry, BlockSource source) {
    int flags = block.flags(entry);
    boolean expires = (flags & TableFormat.PARTITION_EXPIRES) != 0;
    byte[] content = block.content(entry);
    return (flags & TableFormat.PARTITION_WIDE) != 0
        ? new WideTablePartition(this, content, expires, source)
        : new SmallPartition(content, expires);
  }

  /** All partitions from a token on. */
  public PartitionCursor cursor(long fromToken, BlockSource source) {
    return new TableCursor(this, fromToken, source);
  }

  /** Closes the file; nobody may read it any more. */
  public void close() throws IOException {
    file.file().close();
  }

  @Override
  public String toString() {
    return file.path();
  }
}

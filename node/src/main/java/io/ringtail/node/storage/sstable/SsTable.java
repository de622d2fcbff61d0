// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SmallPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An open table: its index, filter and statistics are in memory. Thread-safe. */
public final class SsTable {
  private final String path;
  private final long fileId;
  private final DiskFile file;
  private final long fileBytes;
  private final TableIndex index;
  private final Filter filter;
  private final TableStatistics statistics;

  private SsTable(
      String path,
      long fileId,
      DiskFile file,
      long fileBytes,
      TableIndex index,
      Filter filter,
      TableStatistics statistics) {
    this.path = path;
    this.fileId = fileId;
    this.file = file;
    this.fileBytes = fileBytes;
    this.index = index;
    this.filter = filter;
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
      return read(file, path, fileId);
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
      long footerAt = file.sizeBytes() - TableFormat.FOOTER_BYTES;
      if (footerAt < 0) {
        return null;
      }
      ByteBuffer footer = checkSeal(file, path, fileId, footerAt, TableFormat.FOOTER_BYTES, 36);
      TableStatistics statistics =
          TableStatistics.decode(
              BlockCodec.read(file, path, fileId, handle(footer, 24), TableFormat.KIND_STATISTICS));
      return new TokenRange(statistics.tokenMin(), statistics.tokenMax());
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static SsTable read(DiskFile file, String path, long fileId) throws IOException {
    long size = file.sizeBytes();
    long footerAt = size - TableFormat.FOOTER_BYTES;
    if (footerAt < TableFormat.FILE_HEADER_BYTES) {
      throw new DamagedException(path, 0, "expected a table, found " + size + " bytes");
    }
    checkSeal(file, path, fileId, 0, TableFormat.FILE_HEADER_BYTES, 0);
    ByteBuffer footer = checkSeal(file, path, fileId, footerAt, TableFormat.FOOTER_BYTES, 36);
    TableIndex index =
        TableIndex.decode(
            BlockCodec.read(file, path, fileId, handle(footer, 0), TableFormat.KIND_INDEX));
    Filter filter =
        Filter.decode(
            BlockCodec.read(file, path, fileId, handle(footer, 12), TableFormat.KIND_FILTER));
    TableStatistics statistics = statistics(file, path, fileId, handle(footer, 24));
    return new SsTable(path, fileId, file, size, index, filter, statistics);
  }

  private static TableStatistics statistics(
      DiskFile file, String path, long fileId, BlockHandle handle) throws IOException {
    byte[] bytes = BlockCodec.read(file, path, fileId, handle, TableFormat.KIND_STATISTICS);
    try {
      return TableStatistics.decode(bytes);
    } catch (IllegalArgumentException malformed) {
      throw new DamagedException(
          path, handle.offset(), "expected statistics, found " + malformed.getMessage());
    }
  }

  /** Reads file header or footer, and checks magic, file id and the checksum at its end. */
  private static ByteBuffer checkSeal(
      DiskFile file, String path, long fileId, long offset, int length, int fields)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      file.read(bytes, offset);
    } catch (IOException failure) {
      throw new DamagedException(path, offset, failure);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, length - 4));
    boolean footer = fields > 0;
    long magic = bytes.getLong(footer ? fields + 8 : 0);
    long id = bytes.getLong(footer ? fields : 8);
    if (magic != TableFormat.MAGIC
        || id != fileId
        || bytes.getInt(length - 4) != (int) crc.getValue()) {
      throw new DamagedException(
          path,
          offset,
          String.format(
              "expected magic %016x and file id %d with their checksum, found %016x and %d",
              TableFormat.MAGIC, fileId, magic, id));
    }
    return bytes;
  }

  private static BlockHandle handle(ByteBuffer footer, int at) {
    return new BlockHandle(footer.getLong(at), footer.getInt(at + 8));
  }

  public String path() {
    return path;
  }

  public long fileId() {
    return fileId;
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
    return filter.sizeBytes() + 20L * index.blocks();
  }

  int blocks() {
    return index.blocks();
  }

  BlockHandle handle(int block) {
    return index.handle(block);
  }

  int blockOf(long token) {
    return index.blockOf(token);
  }

  /** Whether a partition with this token may be here. */
  public boolean mayContain(long token) {
    return filter.mayContain(token);
  }

  /** Reads and checks a block of partitions. Blocks. */
  public Block readPartitions(BlockHandle handle) throws DamagedException {
    return Block.partitions(
        BlockCodec.read(file, path, fileId, handle, TableFormat.KIND_PARTITIONS));
  }

  /** Reads and checks a block of rows. Blocks. */
  public Block readRows(BlockHandle handle) throws DamagedException {
    return Block.rows(BlockCodec.read(file, path, fileId, handle, TableFormat.KIND_ROWS));
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
    int number = filter.mayContain(token) ? index.blockOf(token) : -1;
    if (number < 0) {
      return Found.Nothing.ABSENT;
    }
    Block block = source.partitions(this, index.handle(number));
    if (block == null) {
      return Found.Nothing.MISSING;
    }
    int entry = block.find(token, key);
    return entry < 0 ? Found.Nothing.ABSENT : new Found.Partition(view(block, entry, source));
  }

  PartitionView view(Block block, int entry, BlockSource source) {
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
    file.close();
  }

  @Override
  public String toString() {
    return path;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes a table: to a file under a temporary name, synced and renamed when it is whole. Partitions
 * come in token order. Confined to one thread, which it blocks.
 */
public final class TableWriter implements AutoCloseable {
  /** Handed to the operating system at a time. */
  private static final int BUFFER_BYTES = 1 << 18;

  private final Disk disk;
  private final String folder;
  private final long fileId;
  private final int tableId;
  private final DiskFile file;
  private final TableIndex.Builder index = new TableIndex.Builder();
  private final Filter filter;
  private final PartitionBlock block = new PartitionBlock();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long position;
  private long rawBytes;
  private long partitions;
  private long tokenMin;
  private long tokenMax;
  private boolean finished;

  /**
   * Begins a table.
   *
   * @param partitionsMax at least as many as will come; the filter is made for so many
   */
  public TableWriter(Disk disk, String folder, long fileId, int tableId, long partitionsMax)
      throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.fileId = fileId;
    this.tableId = tableId;
    this.filter = Filter.of(partitionsMax);
    this.file = disk.openForWrite(folder + "/" + TableFormat.temporaryName(fileId));
    file.truncate(0);
    write(header(fileId));
  }

  static ByteBuffer header(long fileId) {
    ByteBuffer header = ByteBuffer.allocate(TableFormat.FILE_HEADER_BYTES);
    header.putLong(TableFormat.MAGIC).putLong(fileId);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 16);
    return header.putInt((int) crc.getValue()).flip();
  }

  /** Adds a partition as one canonical encoding. */
  public void add(long token, byte[] key, byte[] content, boolean expires) throws IOException {
    add(token, key, expires ? TableFormat.PARTITION_EXPIRES : 0, content);
  }

  private void add(long token, byte[] key, int flags, byte[] content) throws IOException {
    if (partitions == 0) {
      tokenMin = token;
    } else if (Long.compareUnsigned(token, tokenMax) < 0) {
      throw new IllegalStateException(
          "token " + Long.toHexString(token) + " comes after " + Long.toHexString(tokenMax));
    }
    if (block.length() >= TableFormat.BLOCK_BYTES && token != tokenMax) {
      closeBlock();
    }
    block.add(token, flags, key, content);
    filter.add(token);
    tokenMax = token;
    partitions++;
  }

  /** Adds the rows of a wide partition, some at a time, before the partition itself. */
  RowBlocks addRows(RowBlocks blocks, List<Row> rows) throws IOException {
    byte[] content = PartitionCodec.encode(new PartitionData(null, List.of(), rows));
    blocks.add(
        writeBlock(TableFormat.KIND_ROWS, content, content.length), rows.getFirst().clustering());
    return blocks;
  }

  /** Adds a partition whose rows were added. */
  void addWide(long token, byte[] key, RowBlocks blocks, boolean expires) throws IOException {
    int flags = TableFormat.PARTITION_WIDE | (expires ? TableFormat.PARTITION_EXPIRES : 0);
    add(token, key, flags, blocks.encode());
  }

  private void closeBlock() throws IOException {
    long firstToken = block.firstToken();
    int length = block.finish();
    index.add(firstToken, writeBlock(TableFormat.KIND_PARTITIONS, block.bytes(), length));
    block.clear();
  }

  private BlockHandle writeBlock(byte kind, byte[] raw, int length) throws IOException {
    rawBytes += length;
    return writeUncounted(kind, raw, length);
  }

  private BlockHandle writeUncounted(byte kind, byte[] raw, int length) throws IOException {
    long offset = position + buffer.position();
    ByteBuffer encoded = BlockCodec.encode(fileId, offset, kind, raw, length);
    BlockHandle handle = new BlockHandle(offset, encoded.remaining());
    write(encoded);
    return handle;
  }

  private void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > buffer.remaining()) {
      drain();
    }
    if (bytes.remaining() > buffer.remaining()) {
      position += bytes.remaining();
      file.write(bytes, position - bytes.remaining());
    } else {
      buffer.put(bytes);
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    int length = buffer.remaining();
    file.write(buffer, position);
    position += length;
    buffer.clear();
  }

  /** Bytes written so far. */
  public long sizeBytes() {
    return position + buffer.position();
  }

  public long partitions() {
    return partitions;
  }

  /**
   * Ends the table: its file is durable under its name on return.
   *
   * @param timestampMin of all versions in it
   * @param timestampMax of all versions in it
   */
  public void finish(long timestampMin, long timestampMax) throws IOException {
    if (block.length() > 0) {
      closeBlock();
    }
    TableStatistics statistics =
        new TableStatistics(
            tableId, partitions, tokenMin, tokenMax, timestampMin, timestampMax, rawBytes);
    ByteBuffer footer = ByteBuffer.allocate(TableFormat.FOOTER_BYTES);
    putHandle(footer, TableFormat.KIND_INDEX, index.encode());
    putHandle(footer, TableFormat.KIND_FILTER, filter.encode());
    putHandle(footer, TableFormat.KIND_STATISTICS, statistics.encode());
    footer.putLong(fileId).putLong(TableFormat.MAGIC);
    CRC32C crc = new CRC32C();
    crc.update(footer.array(), 0, footer.position());
    write(footer.putInt((int) crc.getValue()).flip());
    drain();
    file.force();
    file.close();
    disk.rename(
        folder + "/" + TableFormat.temporaryName(fileId),
        folder + "/" + TableFormat.fileName(fileId));
    disk.syncFolder(folder);
    finished = true;
  }

  private void putHandle(ByteBuffer footer, byte kind, byte[] raw) throws IOException {
    BlockHandle handle = writeUncounted(kind, raw, raw.length);
    footer.putLong(handle.offset()).putInt(handle.length());
  }

  /** Leaves nothing behind of a table that was not finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      file.close();
      disk.delete(folder + "/" + TableFormat.temporaryName(fileId));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
  private final NewTable table;
  private final DiskFile file;
  private final StatisticsCollector statistics = new StatisticsCollector();
  private final TableIndex.Builder index = new TableIndex.Builder();
  private final PartitionBlock block = new PartitionBlock();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long position;
  private long rawBytes;
  private long storedBytes;
  private long[] tokens = new long[1_024];
  private boolean finished;

  /** Begins a table in a folder. */
  public TableWriter(Disk disk, String folder, NewTable table) throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.table = table;
    this.file = disk.openForWrite(folder + "/" + TableFormat.temporaryName(table.fileId()));
    file.truncate(0);
    write(header(table.fileId()));
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
    statistics.addContent(content);
    add(token, key, expires ? TableFormat.PARTITION_EXPIRES : 0, content);
  }

  private void add(long token, byte[] key, int flags, byte[] content) throws IOException {
    long before = statistics.tokenMax();
    if (statistics.partitions() > 0 && Long.compareUnsigned(token, before) < 0) {
      throw new IllegalStateException(
          "token " + Long.toHexString(token) + " comes after " + Long.toHexString(before));
    }
    if (block.length() >= TableFormat.BLOCK_BYTES && token != before) {
      closeBlock();
    }
    block.add(token, flags, key, content);
    int count = Math.toIntExact(statistics.partitions());
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count] = token;
    statistics.addPartition(token);
  }

  /** Adds the rows of a wide partition, some at a time, before the partition itself. */
  RowBlocks addRows(RowBlocks blocks, List<Row> rows) throws IOException {
    byte[] content = PartitionCodec.encode(new PartitionData(null, List.of(), rows));
    statistics.addContent(content);
    blocks.add(
        writeBlock(TableFormat.KIND_ROWS, content, content.length), rows.getFirst().clustering());
    return blocks;
  }

  /** Adds a partition whose rows were added. */
  void addWide(long token, byte[] key, RowBlocks blocks, boolean expires) throws IOException {
    statistics.addContent(blocks.head());
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
    BlockHandle handle = writeUncounted(kind, raw, length);
    rawBytes += length;
    storedBytes += handle.length();
    return handle;
  }

  private BlockHandle writeUncounted(byte kind, byte[] raw, int length) throws IOException {
    long offset = position + buffer.position();
    ByteBuffer encoded = BlockCodec.encode(table.fileId(), offset, kind, raw, length);
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
    return statistics.partitions();
  }

  /** Ends the table: its file is durable under its name on return. */
  public void finish() throws IOException {
    if (block.length() > 0) {
      closeBlock();
    }
    Filter filter = Filter.of(statistics.partitions());
    for (int i = 0; i < statistics.partitions(); i++) {
      filter.add(tokens[i]);
    }
    TableStatistics all = statistics.statistics(table, rawBytes, storedBytes);
    ByteBuffer footer = ByteBuffer.allocate(TableFormat.FOOTER_BYTES);
    putHandle(footer, TableFormat.KIND_INDEX, index.encode());
    putHandle(footer, TableFormat.KIND_FILTER, filter.encode());
    putHandle(footer, TableFormat.KIND_STATISTICS, all.encode());
    footer.putLong(table.fileId()).putLong(TableFormat.MAGIC);
    CRC32C crc = new CRC32C();
    crc.update(footer.array(), 0, footer.position());
    write(footer.putInt((int) crc.getValue()).flip());
    drain();
    file.force();
    file.close();
    disk.rename(
        folder + "/" + TableFormat.temporaryName(table.fileId()),
        folder + "/" + TableFormat.fileName(table.fileId()));
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
      disk.delete(folder + "/" + TableFormat.temporaryName(table.fileId()));
    }
  }
}

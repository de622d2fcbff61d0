// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.protocol.codec.ContentWriter;
import io.ringtail.protocol.codec.RowCodec;
import io.ringtail.protocol.row.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes a table: to a file under a temporary name, synced and renamed when it is whole. Partitions
 * come in token order. Confined to one thread, which it blocks. It holds a block, an index entry
 * for each block, and the tokens of one filter, however long the table gets.
 */
public final class TableWriter implements AutoCloseable {
  private final Disk disk;
  private final String folder;
  private final NewTable table;
  private final BlockWriter blocks;
  private final StatisticsCollector statistics = new StatisticsCollector();
  private final TableIndex.Builder index = new TableIndex.Builder();
  private final FilterWriter filters;
  private final PartitionBlockBuilder block = new PartitionBlockBuilder();
  private final BlockBuilder rowBlock = new BlockBuilder();
  private final ContentWriter encodedRow = new ContentWriter(256);
  private boolean finished;

  /** Begins a table in a folder. */
  public TableWriter(Disk disk, String folder, NewTable table) throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.table = table;
    DiskFile file = disk.openForWrite(folder + "/" + TableFormat.temporaryName(table.fileId()));
    file.truncate(0);
    this.blocks = new BlockWriter(file, table);
    this.filters = new FilterWriter(blocks);
    byte[] header =
        sealed(
            ByteBuffer.allocate(TableFormat.FILE_HEADER_BYTES)
                .putLong(TableFormat.MAGIC)
                .putLong(table.fileId())
                .putInt(table.tableId()));
    blocks.write(header, header.length);
  }

  /** Ends header or footer with the checksum of all before. */
  private static byte[] sealed(ByteBuffer fields) {
    int length = fields.position();
    byte[] sealed = new byte[length + 4];
    fields.get(0, sealed, 0, length);
    CRC32C crc = new CRC32C();
    crc.update(sealed, 0, length);
    ByteBuffer.wrap(sealed).putInt(length, (int) crc.getValue());
    return sealed;
  }

  /** Adds a partition as one canonical encoding. */
  public void add(long token, byte[] key, byte[] content, boolean expires) throws IOException {
    statistics.addContent(content, 0, content.length);
    add(token, key, expires ? TableFormat.PARTITION_EXPIRES : 0, content);
  }

  /** Adds the small partition that a source is at as it is. */
  void add(PartitionCursor source) throws IOException {
    long token = source.token();
    begin(token);
    int end = block.add(token, source.expires() ? TableFormat.PARTITION_EXPIRES : 0, source);
    statistics.addContent(block.bytes(), end - source.contentLength(), end);
    end(token);
  }

  private void add(long token, byte[] key, int flags, byte[] content) throws IOException {
    begin(token);
    block.add(token, flags, key, content);
    end(token);
  }

  private void begin(long token) throws IOException {
    long before = statistics.tokenMax();
    if (statistics.partitions() > 0 && Long.compareUnsigned(token, before) < 0) {
      throw new IllegalStateException(
          "token " + Long.toHexString(token) + " comes after " + Long.toHexString(before));
    }
    // The index tells blocks apart by the upper halves of tokens.
    if (block.length() >= TableFormat.BLOCK_BYTES && token >>> 32 != before >>> 32) {
      closeBlock();
    }
  }

  private void end(long token) throws IOException {
    filters.add(token);
    statistics.addPartition(token);
  }

  /** Adds the rows of a wide partition, some at a time, before the partition itself. */
  RowBlocks addRows(RowBlocks rowBlocks, List<Row> rows) throws IOException {
    rowBlock.clear();
    for (Row row : rows) {
      encodedRow.clear();
      RowCodec.encode(row, encodedRow);
      int start = rowBlock.length();
      rowBlock.begin().raw(encodedRow);
      statistics.addRow(rowBlock.bytes(), start, rowBlock.length());
    }
    int length = rowBlock.finish();
    BlockHandle handle = blocks.write(BlockKind.ROWS, rowBlock.bytes(), length);
    rowBlocks.add(handle, rows.getFirst().clustering(), this::writeNode);
    return rowBlocks;
  }

  private BlockHandle writeNode(byte[] raw, int length) throws IOException {
    return blocks.write(BlockKind.ROW_INDEX, raw, length);
  }

  /** Adds a partition whose rows were added. */
  void addWide(long token, byte[] key, RowBlocks rowBlocks, boolean expires) throws IOException {
    byte[] head = rowBlocks.head();
    statistics.addContent(head, 0, head.length);
    int flags = TableFormat.PARTITION_WIDE | (expires ? TableFormat.PARTITION_EXPIRES : 0);
    add(token, key, flags, rowBlocks.finish(this::writeNode));
  }

  private void closeBlock() throws IOException {
    long firstToken = block.firstToken();
    int length = block.finish();
    index.add(firstToken, blocks.write(BlockKind.PARTITIONS, block.bytes(), length));
    block.clear();
  }

  /** Bytes written so far. */
  public long sizeBytes() {
    return blocks.sizeBytes();
  }

  public long partitions() {
    return statistics.partitions();
  }

  /** Ends the table: its file is durable under its name on return. */
  public void finish() throws IOException {
    if (block.length() > 0) {
      closeBlock();
    }
    ByteBuffer footer = ByteBuffer.allocate(TableFormat.FOOTER_BYTES);
    putHandle(footer, write(BlockKind.INDEX, index.encode()));
    putHandle(footer, filters.finish());
    TableStatistics all = statistics.statistics(table, blocks.rawBytes(), blocks.storedBytes());
    putHandle(footer, write(BlockKind.STATISTICS, all.encode()));
    byte[] sealed = sealed(footer.putLong(table.fileId()).putLong(TableFormat.MAGIC));
    blocks.write(sealed, sealed.length);
    blocks.force();
    blocks.close();
    disk.rename(
        folder + "/" + TableFormat.temporaryName(table.fileId()),
        folder + "/" + TableFormat.fileName(table.fileId()));
    disk.syncFolder(folder);
    finished = true;
  }

  private BlockHandle write(BlockKind kind, byte[] raw) throws IOException {
    return blocks.write(kind, raw, raw.length);
  }

  private static void putHandle(ByteBuffer footer, BlockHandle handle) {
    footer.putLong(handle.offset()).putInt(handle.length());
  }

  /** Leaves nothing behind of a table that was not finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      blocks.close();
      disk.delete(folder + "/" + TableFormat.temporaryName(table.fileId()));
    }
  }
}

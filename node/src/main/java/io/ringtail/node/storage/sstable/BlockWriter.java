// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes blocks one behind another to a file. Confined to one thread, which it blocks. */
final class BlockWriter implements AutoCloseable {
  /** Handed to the operating system at a time. */
  private static final int BUFFER_BYTES = 1 << 18;

  private final DiskFile file;
  private final long fileId;
  private final Compressor data;

  /** Index, filters and statistics hardly get shorter, and are read once. */
  private final Compressor none = new Compressor(Compression.NONE);

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private byte[] encoded;
  private long position;
  private long rawBytes;
  private long storedBytes;

  BlockWriter(DiskFile file, NewTable table) {
    this.file = file;
    this.fileId = table.fileId();
    this.data = new Compressor(table.compression());
    this.encoded = new byte[BlockCodec.lengthMax(data, 2 * TableFormat.BLOCK_BYTES)];
  }

  /** Writes the first bytes of an array as a block. */
  BlockHandle write(BlockKind kind, byte[] raw, int length) throws IOException {
    boolean isData =
        switch (kind) {
          case PARTITIONS, ROWS, ROW_INDEX -> true;
          case INDEX, FILTER, FILTERS, STATISTICS -> false;
        };
    Compressor compressor = isData ? data : none;
    int most = BlockCodec.lengthMax(compressor, length);
    if (encoded.length < most) {
      encoded = new byte[most];
    }
    long offset = sizeBytes();
    int stored =
        BlockCodec.encode(
            compressor, fileId, offset, kind, new BlockCodec.Raw(raw, length), encoded);
    write(encoded, stored);
    if (isData) {
      rawBytes += length;
      storedBytes += stored;
    }
    return new BlockHandle(offset, stored);
  }

  /** Writes the first bytes of an array. */
  void write(byte[] bytes, int length) throws IOException {
    if (length > buffer.remaining()) {
      drain();
    }
    if (length > buffer.remaining()) {
      file.write(ByteBuffer.wrap(bytes, 0, length), position);
      position += length;
    } else {
      buffer.put(bytes, 0, length);
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    int length = buffer.remaining();
    file.write(buffer, position);
    position += length;
    buffer.clear();
  }

  /** Makes all that was written durable. */
  void force() throws IOException {
    drain();
    file.force();
  }

  /** Bytes written so far. */
  long sizeBytes() {
    return position + buffer.position();
  }

  /** Bytes of all data blocks before compression. */
  long rawBytes() {
    return rawBytes;
  }

  /** Bytes of all data blocks. */
  long storedBytes() {
    return storedBytes;
  }

  @Override
  public void close() throws IOException {
    data.close();
    none.close();
    file.close();
  }
}

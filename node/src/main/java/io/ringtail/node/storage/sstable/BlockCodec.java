// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/** Stores raw blocks, compressed where that pays, with checksums; and reads them back. */
final class BlockCodec {
  /** A longer buffer is not kept for a thread's next read. */
  private static final int KEPT_BYTES_MAX = 4 * TableFormat.BLOCK_BYTES;

  /** For stored bytes, so that a read of a block allocates nothing but the block. */
  private static final ThreadLocal<byte[]> STORED =
      ThreadLocal.withInitial(() -> new byte[KEPT_BYTES_MAX]);

  private static final int OVERHEAD_BYTES =
      TableFormat.BLOCK_HEADER_BYTES + TableFormat.BLOCK_TRAILER_BYTES;

  private BlockCodec() {}

  /** Bytes that encoding a block takes at most. */
  static int lengthMax(Compressor compressor, int length) {
    return OVERHEAD_BYTES + Math.max(length, compressor.lengthMax(length));
  }

  /**
   * Encodes a block for its place: header, stored bytes and checksum.
   *
   * @param out has room for {@link #lengthMax}
   * @return its length
   */
  static int encode(
      Compressor compressor, long fileId, long offset, BlockKind kind, Raw raw, byte[] out) {
    int start = TableFormat.BLOCK_HEADER_BYTES;
    int stored = compressor.compress(raw.bytes(), raw.length(), out, start);
    byte compression = TableFormat.codeOf(compressor.compression());
    if (stored < 0) {
      System.arraycopy(raw.bytes(), 0, out, start, raw.length());
      stored = raw.length();
      compression = TableFormat.STORED_RAW;
    }
    ByteBuffer bytes = ByteBuffer.wrap(out);
    bytes.put(kind.code()).put(compression).putShort((short) 0);
    bytes.putInt(raw.length()).putInt(stored);
    bytes.putInt(start + stored, checksum(fileId, offset, out, start + stored));
    return start + stored + TableFormat.BLOCK_TRAILER_BYTES;
  }

  /** The first bytes of an array, which are a block. */
  record Raw(byte[] bytes, int length) {}

  /** What is read, and from where. */
  record Source(DiskFile file, String path, long fileId) {
    DamagedException damaged(long offset, String message) {
      return new DamagedException(path, offset, message);
    }
  }

  /**
   * Reads a block's raw bytes.
   *
   * @throws DamagedException when they are not those that were written there
   */
  static byte[] read(Source source, BlockHandle handle, BlockKind kind) throws DamagedException {
    return read(source, handle, kind, byte[]::new).bytes();
  }

  /**
   * Reads a block's raw bytes into an array.
   *
   * @param arrays gives one of at least a length
   */
  private static Raw read(
      Source source, BlockHandle handle, BlockKind kind, IntFunction<byte[]> arrays)
      throws DamagedException {
    long offset = handle.offset();
    byte[] stored = readStored(source, handle);
    int checksumAt = handle.length() - TableFormat.BLOCK_TRAILER_BYTES;
    ByteBuffer bytes = ByteBuffer.wrap(stored, 0, handle.length());
    int expected = bytes.getInt(checksumAt);
    int found = checksum(source.fileId(), offset, stored, checksumAt);
    if (expected != found) {
      throw source.damaged(
          offset, String.format("expected checksum %08x, found %08x", expected, found));
    }
    if (bytes.get(0) != kind.code()) {
      throw source.damaged(
          offset, "expected a block of kind " + kind.code() + ", found kind " + bytes.get(0));
    }
    try {
      return decompress(bytes, stored, checksumAt, arrays);
    } catch (IllegalArgumentException malformed) {
      throw source.damaged(offset, String.valueOf(malformed.getMessage()));
    }
  }

  /**
   * Reads a block of things that can be looked at.
   *
   * @param arrays gives one of at least a length, which the block keeps
   */
  static Block readBlock(
      Source source, BlockHandle handle, BlockKind kind, IntFunction<byte[]> arrays)
      throws DamagedException {
    Raw raw = read(source, handle, kind, arrays);
    try {
      Block block = Block.of(MemorySegment.ofArray(raw.bytes()).asSlice(0, raw.length()));
      check(block, kind);
      return block;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | MalformedException malformed) {
      throw source.damaged(
          handle.offset(), "expected " + kind + ", found that " + malformed.getMessage());
    }
  }

  private static void check(Block block, BlockKind kind) {
    switch (kind) {
      case PARTITIONS -> PartitionBlock.check(block);
      case ROWS -> RowBlock.check(block);
      case ROW_INDEX -> RowTree.check(block);
      case INDEX, FILTER, FILTERS, STATISTICS ->
          throw new IllegalStateException(kind + " is not looked at in place");
    }
  }

  /** Reads into an array that is of no use after the thread's next read. */
  private static byte[] readStored(Source source, BlockHandle handle) throws DamagedException {
    int length = handle.length();
    if (length < OVERHEAD_BYTES || handle.offset() < 0) {
      throw source.damaged(
          handle.offset(), "expected a block, found a length of " + length + " bytes");
    }
    int count;
    try {
      // A length that is wrong must not take all memory; an offset may be as wrong, and no sum.
      if (length > KEPT_BYTES_MAX && handle.offset() > source.file().sizeBytes() - length) {
        throw source.damaged(handle.offset(), "expected " + length + " bytes, found the end");
      }
      byte[] stored = length <= KEPT_BYTES_MAX ? STORED.get() : new byte[length];
      count = source.file().read(ByteBuffer.wrap(stored, 0, length), handle.offset());
      if (count == length) {
        return stored;
      }
    } catch (DamagedException damaged) {
      throw damaged;
    } catch (IOException failure) {
      throw new DamagedException(source.path(), handle.offset(), failure);
    }
    throw source.damaged(handle.offset(), "expected " + length + " bytes, found " + count);
  }

  private static Raw decompress(
      ByteBuffer bytes, byte[] stored, int end, IntFunction<byte[]> arrays) {
    int start = TableFormat.BLOCK_HEADER_BYTES;
    int rawLength = bytes.getInt(4);
    if (rawLength < 0 || bytes.getShort(2) != 0 || bytes.getInt(8) != end - start) {
      throw new IllegalArgumentException(
          "expected a block's header, found " + Long.toHexString(bytes.getLong(0)));
    }
    Compression compression = TableFormat.compressionOf(bytes.get(1));
    if (rawLength > Decompressor.rawLengthMax(compression, end - start)) {
      throw new IllegalArgumentException(
          "expected %d bytes of %s, found %d raw ones"
              .formatted(end - start, compression, rawLength));
    }
    Raw raw = new Raw(arrays.apply(rawLength), rawLength);
    Decompressor.decompress(compression, stored, start, end - start, raw);
    return raw;
  }

  private static int checksum(long fileId, long offset, byte[] bytes, int length) {
    CRC32C crc = checksumOfPlace(fileId, offset);
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** A block's checksum as far as the place goes; the block's own bytes are still to be added. */
  static CRC32C checksumOfPlace(long fileId, long offset) {
    CRC32C crc = new CRC32C();
    byte[] place = new byte[16];
    ByteBuffer.wrap(place).putLong(fileId).putLong(offset);
    crc.update(place, 0, place.length);
    return crc;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** Stores raw blocks, compressed where that pays, with checksums; and reads them back. */
final class BlockCodec {
  private static final LZ4Factory LZ4 = LZ4Factory.fastestJavaInstance();

  /** LZ4 is kept where it saves an eighth; less does not pay for the decompression. */
  private static final int SAVING_SHIFT = 3;

  /** Shorter blocks are stored as they are. */
  private static final int COMPRESSED_BYTES_MIN = 256;

  /** A longer buffer is not kept for a thread's next read. */
  private static final int KEPT_BYTES_MAX = 2 * TableFormat.BLOCK_BYTES;

  /** For stored bytes, so that a read of a block allocates nothing but the block. */
  private static final ThreadLocal<byte[]> STORED =
      ThreadLocal.withInitial(() -> new byte[KEPT_BYTES_MAX]);

  private BlockCodec() {}

  /**
   * Encodes a block for its place.
   *
   * @return header, stored bytes and checksum
   */
  static ByteBuffer encode(long fileId, long offset, byte kind, byte[] raw, int length) {
    LZ4Compressor compressor = LZ4.fastCompressor();
    ByteBuffer out =
        ByteBuffer.allocate(
            TableFormat.BLOCK_HEADER_BYTES
                + Math.max(length, compressor.maxCompressedLength(length))
                + TableFormat.BLOCK_TRAILER_BYTES);
    int start = TableFormat.BLOCK_HEADER_BYTES;
    boolean tried = length >= COMPRESSED_BYTES_MIN;
    int stored = tried ? compressor.compress(raw, 0, length, out.array(), start) : length;
    byte compression = TableFormat.STORED_LZ4;
    if (!tried || stored > length - (length >>> SAVING_SHIFT)) {
      System.arraycopy(raw, 0, out.array(), start, length);
      stored = length;
      compression = TableFormat.STORED_RAW;
    }
    out.put(kind).put(compression).putShort((short) 0).putInt(length);
    out.limit(start + stored).position(0);
    int crc = checksum(fileId, offset, out.slice());
    out.limit(start + stored + TableFormat.BLOCK_TRAILER_BYTES).position(start + stored);
    return out.putInt(crc).flip();
  }

  /**
   * Reads a block's raw bytes.
   *
   * @throws DamagedException when they are not those that were written there
   */
  static byte[] read(DiskFile file, String path, long fileId, BlockHandle handle, byte kind)
      throws DamagedException {
    long offset = handle.offset();
    int overhead = TableFormat.BLOCK_HEADER_BYTES + TableFormat.BLOCK_TRAILER_BYTES;
    if (handle.length() < overhead) {
      throw new DamagedException(path, offset, "expected a block, found a length too short");
    }
    ByteBuffer bytes = storedBuffer(handle.length());
    int count;
    try {
      count = file.read(bytes, offset);
    } catch (IOException failure) {
      throw new DamagedException(path, offset, failure);
    }
    if (count < handle.length()) {
      throw new DamagedException(
          path, offset, "expected " + handle.length() + " bytes, found " + count);
    }
    int checksumAt = handle.length() - TableFormat.BLOCK_TRAILER_BYTES;
    int expected = bytes.getInt(checksumAt);
    int found = checksum(fileId, offset, bytes.slice(0, checksumAt));
    if (expected != found) {
      throw new DamagedException(
          path, offset, String.format("expected checksum %08x, found %08x", expected, found));
    }
    if (bytes.get(0) != kind) {
      throw new DamagedException(
          path, offset, "expected a block of kind " + kind + ", found kind " + bytes.get(0));
    }
    return decompress(bytes, checksumAt, path, offset);
  }

  /** A buffer to read stored bytes into: of no use after the thread's next read. */
  private static ByteBuffer storedBuffer(int length) {
    return length <= KEPT_BYTES_MAX
        ? ByteBuffer.wrap(STORED.get(), 0, length)
        : ByteBuffer.allocate(length);
  }

  private static byte[] decompress(ByteBuffer bytes, int end, String path, long offset)
      throws DamagedException {
    int start = TableFormat.BLOCK_HEADER_BYTES;
    int rawLength = bytes.getInt(4);
    byte[] raw = new byte[rawLength];
    if (bytes.get(1) == TableFormat.STORED_RAW && rawLength == end - start) {
      bytes.get(start, raw);
      return raw;
    }
    try {
      ByteBuffer out = ByteBuffer.wrap(raw);
      LZ4.safeDecompressor().decompress(bytes.limit(end).position(start), out);
      int count = out.position();
      if (bytes.get(1) == TableFormat.STORED_LZ4 && count == rawLength) {
        return raw;
      }
    } catch (LZ4Exception malformed) {
      throw new DamagedException(path, offset, "expected LZ4, found " + malformed.getMessage());
    }
    throw new DamagedException(
        path, offset, "expected " + rawLength + " raw bytes, found compression " + bytes.get(1));
  }

  private static int checksum(long fileId, long offset, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    ByteBuffer place = ByteBuffer.allocate(16).putLong(fileId).putLong(offset).flip();
    crc.update(place);
    crc.update(bytes);
    return (int) crc.getValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.DiskFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A table's file with bytes that a fuzzer made up. What is read with a checksum of 0 gets the right
 * one, so that the fuzzer gets behind it.
 */
final class FuzzedFile implements DiskFile {
  static final long FILE_ID = 1;

  /** More reads than this, each of a table of some kilobytes, are an endless loop. */
  private static final int READS_MAX = 100_000;

  private final byte[] bytes;
  private int reads;
  private int damaged;

  FuzzedFile(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** How often something was read whose checksum is wrong. */
  int damaged() {
    return damaged;
  }

  @Override
  public int read(ByteBuffer into, long position) {
    if (reads++ > READS_MAX) {
      throw new AssertionError("read without end");
    }
    if (position < 0) {
      // As a channel has it.
      throw new IllegalArgumentException("Negative position");
    }
    int from = (int) Math.min(position, bytes.length);
    int count = Math.min(into.remaining(), bytes.length - from);
    byte[] read = Arrays.copyOfRange(bytes, from, from + count);
    if (count == into.remaining() && count > 4) {
      ByteBuffer buffer = ByteBuffer.wrap(read);
      int checksum = checksum(read, from);
      if (buffer.getInt(count - 4) == 0) {
        buffer.putInt(count - 4, checksum);
      } else if (buffer.getInt(count - 4) != checksum) {
        damaged++;
      }
    }
    into.put(read);
    return count;
  }

  private int checksum(byte[] read, int from) {
    CRC32C crc = new CRC32C();
    boolean isHeader = from == 0 && read.length == TableFormat.FILE_HEADER_BYTES;
    boolean isFooter =
        from == bytes.length - TableFormat.FOOTER_BYTES && read.length == TableFormat.FOOTER_BYTES;
    if (!isHeader && !isFooter) {
      crc.update(ByteBuffer.allocate(16).putLong(FILE_ID).putLong(from).flip());
    }
    crc.update(read, 0, read.length - 4);
    return (int) crc.getValue();
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public void write(ByteBuffer from, long position) {
    throw new UnsupportedOperationException("write");
  }

  @Override
  public void zero(long position, long length) {
    throw new UnsupportedOperationException("zero");
  }

  @Override
  public void force() {
    throw new UnsupportedOperationException("force");
  }

  @Override
  public void truncate(long sizeBytes) {
    throw new UnsupportedOperationException("truncate");
  }

  @Override
  public void close() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Where a table's index, filters and statistics are: what stands at the end of its file. */
record TableFooter(BlockHandle index, BlockHandle filters, BlockHandle statistics) {
  private static final int HANDLE_BYTES = 12;

  /**
   * Reads header and footer.
   *
   * @throws DamagedException when the file does not begin and end as a table of this file id
   */
  static TableFooter read(BlockCodec.Source source, long fileBytes) throws IOException {
    long footerAt = fileBytes - TableFormat.FOOTER_BYTES;
    if (footerAt < TableFormat.FILE_HEADER_BYTES) {
      throw source.damaged(0, "expected a table, found " + fileBytes + " bytes");
    }
    check(source, 0, TableFormat.FILE_HEADER_BYTES, 0, 8);
    return readAlone(source, fileBytes);
  }

  /** Reads the footer whatever the rest of the file may be. */
  static TableFooter readAlone(BlockCodec.Source source, long fileBytes) throws IOException {
    long footerAt = fileBytes - TableFormat.FOOTER_BYTES;
    if (footerAt < 0) {
      throw source.damaged(0, "expected a footer, found " + fileBytes + " bytes");
    }
    int fields = 3 * HANDLE_BYTES;
    ByteBuffer footer = check(source, footerAt, TableFormat.FOOTER_BYTES, fields + 8, fields);
    return new TableFooter(
        handle(footer, 0), handle(footer, HANDLE_BYTES), handle(footer, 2 * HANDLE_BYTES));
  }

  /** Whether a file ends with a footer of its id. */
  static boolean isThere(BlockCodec.Source source, long fileBytes) throws IOException {
    try {
      readAlone(source, fileBytes);
      return true;
    } catch (DamagedException damaged) {
      return false;
    }
  }

  /** The table's id that a file's header tells; null when the header is damaged. */
  static @Nullable Integer tableIdOfHeader(BlockCodec.Source source) throws IOException {
    try {
      return check(source, 0, TableFormat.FILE_HEADER_BYTES, 0, 8).getInt(16);
    } catch (DamagedException damaged) {
      return null;
    }
  }

  private static BlockHandle handle(ByteBuffer footer, int at) {
    return new BlockHandle(footer.getLong(at), footer.getInt(at + 8));
  }

  /** Reads bytes of the file, and checks magic, file id and the checksum at their end. */
  private static ByteBuffer check(
      BlockCodec.Source source, long offset, int length, int magicAt, int fileIdAt)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int count;
    try {
      count = source.file().read(bytes, offset);
    } catch (IOException failure) {
      throw new DamagedException(source.path(), offset, failure);
    }
    if (count < length) {
      throw source.damaged(offset, "expected " + length + " bytes, found " + count);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, length - 4);
    long magic = bytes.getLong(magicAt);
    long fileId = bytes.getLong(fileIdAt);
    if (magic != TableFormat.MAGIC
        || fileId != source.fileId()
        || bytes.getInt(length - 4) != (int) crc.getValue()) {
      throw source.damaged(
          offset,
          String.format(
              "expected magic %016x and file id %d with their checksum, found %016x and %d",
              TableFormat.MAGIC, source.fileId(), magic, fileId));
    }
    return bytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Where the blocks of a whole table's file are, for tests that damage them. */
final class TableBlocks {
  private TableBlocks() {}

  /** Where a block ends: the first place at which the checksum of all before it stands. */
  static int end(byte[] file, long fileId, int offset) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(16).putLong(fileId).putLong(offset).flip());
    crc.update(file, offset, TableFormat.BLOCK_HEADER_BYTES);
    int at = offset + TableFormat.BLOCK_HEADER_BYTES;
    while (bytes.getInt(at) != (int) crc.getValue()) {
      crc.update(file[at++]);
    }
    return at + TableFormat.BLOCK_TRAILER_BYTES;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A file of a snapshot.
 *
 * @param folder of the shard, as in the data folder
 * @param name in that folder
 * @param tableId of the table in the schema
 * @param tailChecksum CRC32C of its last {@link #TAIL_BYTES} bytes, or of all where it has fewer:
 *     these hold the file's own id and the checksums of the rest
 */
public record SnapshotFile(
    String folder, String name, int tableId, long sizeBytes, int tailChecksum) {
  /** More than a table's footer, and little enough for a snapshot to cost no reading. */
  public static final int TAIL_BYTES = 4_096;

  /** Describes a file that is there. Blocks. */
  static SnapshotFile of(Disk disk, String path, SnapshotSource source) throws IOException {
    try (DiskFile file = disk.openForRead(path)) {
      long size = file.sizeBytes();
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, size));
      file.read(tail, size - tail.capacity());
      CRC32C crc = new CRC32C();
      crc.update(tail.flip());
      return new SnapshotFile(
          source.folder(), source.name(), source.tableId(), size, (int) crc.getValue());
    }
  }
}

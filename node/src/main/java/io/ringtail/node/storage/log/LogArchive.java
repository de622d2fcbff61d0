// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The folder that a shard's segments are copied to before they are given up, for a restore up to a
 * point in time. Copies, since a segment that is used again is overwritten in place, and since the
 * archive may lie on another file system. Blocks.
 */
final class LogArchive {
  /** Copied at a time: large enough that the calls cost nothing beside the bytes. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Disk disk;
  private final String folder;
  private final String archive;

  LogArchive(Disk disk, String folder, String archive) {
    this.disk = disk;
    this.folder = folder;
    this.archive = archive;
  }

  /** Name of a segment's file in the archive. */
  String pathOf(int segmentId) {
    return archive + "/" + folder.replace('/', '-') + "-" + LogFormat.fileName(segmentId);
  }

  /**
   * Makes sure that a segment is in the archive, durably, and whole.
   *
   * @throws IOException also when something else is there under its name
   */
  void keep(int segmentId) throws IOException {
    String path = pathOf(segmentId);
    try (DiskFile from = disk.openForWrite(folder + "/" + LogFormat.fileName(segmentId))) {
      // All of it is in tables, perhaps before its turn to be synced came; what a crash would tear
      // would not be what was archived.
      from.force();
      if (disk.exists(path)) {
        // A crash may have come between the copy and the segment's end.
        disk.syncFolder(archive);
        checkSame(from, path);
        return;
      }
      disk.createFolders(archive);
      String temporary = path + ".tmp";
      try (DiskFile to = disk.openForWrite(temporary)) {
        to.truncate(0);
        copy(from, to);
        to.force();
      }
      disk.rename(temporary, path);
      disk.syncFolder(archive);
    }
  }

  private static void copy(DiskFile from, DiskFile to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, from.sizeBytes()));
    for (long at = 0; read(from, chunk, at) > 0; at += chunk.limit()) {
      to.write(chunk.duplicate(), at);
    }
  }

  private void checkSame(DiskFile segment, String path) throws IOException {
    int length = (int) Math.min(CHUNK_BYTES, segment.sizeBytes());
    ByteBuffer expected = ByteBuffer.allocateDirect(length);
    ByteBuffer found = ByteBuffer.allocateDirect(length);
    try (DiskFile archived = disk.openForRead(path)) {
      for (long at = 0; read(segment, expected, at) > 0; at += expected.limit()) {
        read(archived, found, at);
        if (!expected.equals(found)) {
          throw new IOException(
              path + " is there already, with other bytes: give each node an archive of its own");
        }
      }
    }
  }

  private static int read(DiskFile file, ByteBuffer into, long at) throws IOException {
    into.clear();
    int count = file.read(into, at);
    into.flip();
    return count;
  }
}

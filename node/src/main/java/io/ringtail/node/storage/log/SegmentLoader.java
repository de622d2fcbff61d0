// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads whole segments, and as much as there is of those that cannot be read whole. */
final class SegmentLoader {
  /** Read at a time, so that the copy that a channel makes of a buffer stays small. */
  private static final int CHUNK_BYTES = 1 << 20;

  /** What a disk cannot read is at least a page. */
  private static final int PAGE_BYTES = 4_096;

  /** A disk that cannot be read for a moment is not taken for one that lost its bytes. */
  private static final int ATTEMPTS_MAX = 5;

  private final Disk disk;

  SegmentLoader(Disk disk) {
    this.disk = disk;
  }

  /**
   * Reads a segment; what cannot be read is zeros.
   *
   * @return how many bytes could not be read
   */
  int load(String path, int id, SegmentReader into) throws IOException {
    try (DiskFile file = disk.openForRead(path)) {
      int size = (int) file.sizeBytes();
      ByteBuffer bytes = ByteBuffer.wrap(into.room(size));
      int lost = 0;
      for (int at = 0; at < size; at += CHUNK_BYTES) {
        int length = Math.min(CHUNK_BYTES, size - at);
        if (!read(file, bytes, at, length)) {
          lost += readPages(file, bytes, at, length);
        }
      }
      into.open(id, size);
      return lost;
    }
  }

  private static int readPages(DiskFile file, ByteBuffer bytes, int start, int length) {
    int lost = 0;
    for (int at = start; at < start + length; at += PAGE_BYTES) {
      int page = Math.min(PAGE_BYTES, start + length - at);
      if (!read(file, bytes, at, page)) {
        bytes.put(at, new byte[page]);
        lost += page;
      }
    }
    return lost;
  }

  private static boolean read(DiskFile file, ByteBuffer bytes, int at, int length) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        if (file.read(bytes.slice(at, length), at) == length) {
          return true;
        }
      } catch (IOException unreadable) {
        continue;
      }
      return false;
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;

/** Writes segments as they should be once more, after they were replayed. */
final class LogMending {
  /** Written at a time, so that the copy that a channel makes of a buffer stays small. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Disk disk;
  private final SegmentLoader loader;
  private final SegmentReader reader;
  private final LogBuffer records = new LogBuffer(LogFormat.SEAL_BYTES);

  LogMending(Disk disk, SegmentLoader loader, SegmentReader reader) {
    this.disk = disk;
    this.loader = loader;
    this.reader = reader;
  }

  /**
   * Writes what was read of a segment once more, and syncs it. It may never have been synced, since
   * the process died before, or a sync of it has failed: then forcing alone would prove nothing,
   * for the system takes the pages for clean. Where records are lost, a filler comes in their
   * place. A segment that has no seal gets one after that, which tells that all before it was on
   * disk. A segment that cannot be read everywhere ends there.
   */
  void mend(String path, ReplayedSegment segment) throws IOException {
    int id = segment.id();
    try (DiskFile file = disk.openForWrite(path)) {
      loader.load(path, id, reader);
      segment.holes().forEach(hole -> fill(id, hole));
      int end = segment.end();
      int behind = segment.sealed() ? end + LogFormat.SEAL_BYTES : Math.min(end, reader.limit());
      if (segment.unreadable()) {
        file.truncate(behind);
      }
      file.write(LogFormat.segmentHeader(id), 0);
      rewrite(file, behind);
      file.force();
      if (!segment.sealed()) {
        long position = LogPosition.of(id, end);
        records.appendSeal(position, position);
        file.write(records.pending(), end);
        records.clear();
        file.force();
      }
    }
  }

  private void rewrite(DiskFile file, int end) throws IOException {
    for (int at = LogFormat.SEGMENT_HEADER_BYTES; at < end; at += CHUNK_BYTES) {
      file.write(reader.slice(at, Math.min(end, at + CHUNK_BYTES)), at);
    }
  }

  private void fill(int id, ReplayedSegment.Hole hole) {
    long position = LogPosition.of(id, hole.from());
    records.appendFiller(position, position, hole.to() - hole.from());
    reader.overwrite(hole.from(), records.pending());
    records.clear();
  }
}

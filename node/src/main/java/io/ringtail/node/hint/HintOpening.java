// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.ring.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the hints that earlier processes kept, before the loop starts. It blocks. */
final class HintOpening {
  private static final Logger LOG = LoggerFactory.getLogger(HintOpening.class);

  private final Disk disk;
  private final String folder;
  private final int segmentBytes;

  HintOpening(Disk disk, String folder, int segmentBytes) {
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  /** The logs of all targets that there are files for. */
  Map<NodeId, HintLog> logs() throws IOException {
    Map<NodeId, HintLog> logs = new TreeMap<>();
    for (String name : disk.list(folder)) {
      NodeId target = HintFormat.targetOf(name);
      if (target != null) {
        List<String> files = disk.list(folder + "/" + name);
        if (files.isEmpty()) {
          disk.delete(folder + "/" + name);
        } else {
          // Even if it has no hints: its next segment must not take the name of a file that is
          // there.
          logs.put(target, log(target, files));
        }
      }
    }
    return logs;
  }

  private HintLog log(NodeId target, List<String> names) throws IOException {
    HintLog log = new HintLog(target, folder, segmentBytes);
    for (String name : names) {
      int id = HintFormat.segmentIdOf(name);
      if (id > 0) {
        log.skipTo(id);
        HintSegment segment = new HintSegment(target, id, log.path(id));
        if (find(segment)) {
          log.addFound(segment);
        }
      }
    }
    return log;
  }

  /** Looks through a segment; false when there is nothing in it to be delivered. */
  private boolean find(HintSegment segment) throws IOException {
    int size;
    try (DiskFile file = disk.openForWrite(segment.path())) {
      size = (int) file.sizeBytes();
      int version = foreignVersion(file);
      if (version != 0) {
        LOG.warn(
            "{}: offset 0: expected version {} of the hints' format, found version {}; these hints"
                + " are left for a release that knows it",
            segment.path(),
            (int) HintFormat.MAGIC,
            version);
        return false;
      }
      // With the mode periodic, what was committed may still be in the system's hands alone.
      file.force();
    }
    int damaged = findRecords(segment, size);
    int behind = size - Math.max(HintFormat.SEGMENT_HEADER_BYTES, segment.end());
    if (damaged > 0) {
      LOG.warn("{}: {} bytes of hints are damaged, and passed over", segment.path(), damaged);
    }
    if (behind > 0) {
      LOG.info(
          "{}: {} bytes at its end are no whole hints, as a crash leaves them",
          segment.path(),
          behind);
    }
    if (segment.left() == 0) {
      disk.delete(segment.path());
    }
    return segment.left() > 0;
  }

  private static int foreignVersion(DiskFile file) {
    ByteBuffer header = ByteBuffer.allocate(HintFormat.SEGMENT_HEADER_BYTES);
    try {
      file.read(header, 0);
    } catch (IOException unreadable) {
      return 0;
    }
    return HintFormat.foreignVersion(header.flip());
  }

  /** Takes in all whole records; returns how many bytes between them are damaged. */
  private int findRecords(HintSegment segment, int size) throws IOException {
    HintReader reader = new HintReader(disk, segment, size);
    int from = HintFormat.SEGMENT_HEADER_BYTES;
    int found = 0;
    while (from < size) {
      HintReader.Chunk chunk = reader.read(from);
      for (Hint hint : chunk.hints()) {
        segment.found(hint.createdMillis(), hint.offset() + hint.recordBytes());
        found += hint.recordBytes();
      }
      from = chunk.next();
    }
    return segment.bytes() - found;
  }
}

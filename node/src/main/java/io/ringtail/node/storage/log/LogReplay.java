// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.storage.log.LogFormat.RecordHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a log from a position to its end, before the loop starts.
 *
 * <p>A record that is not valid is the log's end, unless something later proves that it was on disk
 * once: every record tells up to where the log was known to be synced when it was written. So what
 * a crash tore, in whatever order the disk wrote it, is dropped, and what was acknowledged and then
 * damaged stops the start. (In a batch that was the last one to be synced before a crash, damage
 * and tearing cannot be told apart.)
 */
public final class LogReplay {
  /** Gets what was written, oldest first. */
  @FunctionalInterface
  public interface Consumer {
    void apply(int tableId, byte[] key, byte[] content);
  }

  private final Disk disk;
  private final String folder;
  private final List<Integer> ids = new ArrayList<>();

  /** Looks at the folder's segments. */
  public LogReplay(Disk disk, String folder) throws IOException {
    this.disk = disk;
    this.folder = folder;
    for (String name : disk.list(folder)) {
      int id = LogFormat.segmentIdOf(name);
      if (id != 0) {
        ids.add(id);
      }
    }
  }

  /** Whether a file of a shard's folder is a segment of its log. */
  public static boolean isSegment(String fileName) {
    return LogFormat.segmentIdOf(fileName) != 0;
  }

  /**
   * Replays all records from a position on, deletes segments before it, and closes the log's end,
   * so that what a crash tore is never looked at again.
   *
   * @param from the start of a record, or {@link LogPosition#NONE} for everything
   * @return ids of the segments that hold what was replayed, ascending
   * @throws LogException when something that was synced is damaged or missing
   */
  public List<Integer> replay(long from, Consumer consumer) throws IOException {
    deleteBefore(LogPosition.segmentId(from));
    checkConsecutive(from);
    for (int i = 0; i < ids.size(); i++) {
      int id = ids.get(i);
      ByteBuffer segment = load(id);
      int start =
          id == LogPosition.segmentId(from)
              ? LogPosition.offset(from)
              : LogFormat.SEGMENT_HEADER_BYTES;
      int end = replaySegment(segment, id, start, consumer);
      boolean sealed = isSeal(segment, id, end);
      if (!sealed) {
        checkNothingSyncedBehind(LogPosition.of(id, end), segment, i);
      }
      boolean empty = !sealed && end == LogFormat.SEGMENT_HEADER_BYTES && start == end && i > 0;
      if (!empty) {
        makeDurable(segment, id, end, sealed);
      }
      if (!sealed) {
        deleteFrom(empty ? i : i + 1);
      }
    }
    return List.copyOf(ids);
  }

  /**
   * Deletes the last segments, from the end, each for certain before the one before it: a death on
   * the way must leave no gap.
   */
  private void deleteFrom(int index) throws IOException {
    while (ids.size() > index) {
      disk.delete(path(ids.removeLast()));
      disk.syncFolder(folder);
    }
  }

  /** Replays a segment; returns the offset behind its records, where its seal is if it has one. */
  private static int replaySegment(ByteBuffer segment, int id, int start, Consumer consumer) {
    int offset = start;
    while (true) {
      RecordHeader header = LogFormat.header(segment, id, offset);
      if (header == null || !LogFormat.payloadValid(segment, offset, header)) {
        return offset;
      }
      if (header.isSeal()) {
        return offset;
      }
      int payload = offset + LogFormat.RECORD_HEADER_BYTES;
      int keyLength = segment.getInt(payload);
      if (keyLength < 0 || keyLength > header.length() - 4) {
        throw new LogException(
            LogPosition.text(LogPosition.of(id, offset))
                + ": expected a key of at most "
                + (header.length() - 4)
                + " bytes, found a length of "
                + keyLength);
      }
      byte[] key = new byte[keyLength];
      byte[] content = new byte[header.length() - 4 - keyLength];
      segment.get(payload + 4, key).get(payload + 4 + keyLength, content);
      consumer.apply(header.tableId(), key, content);
      offset += LogFormat.recordBytes(header.length());
    }
  }

  private static boolean isSeal(ByteBuffer segment, int id, int offset) {
    RecordHeader header = LogFormat.header(segment, id, offset);
    return header != null && header.isSeal();
  }

  private void checkNothingSyncedBehind(long position, ByteBuffer segment, int index)
      throws IOException {
    int id = ids.get(index);
    checkNothingSyncedBehind(position, segment, id, LogPosition.offset(position));
    for (int later : ids.subList(index + 1, ids.size())) {
      checkNothingSyncedBehind(position, load(later), later, LogFormat.SEGMENT_HEADER_BYTES);
    }
  }

  private void checkNothingSyncedBehind(long position, ByteBuffer segment, int id, int start) {
    for (int offset = start;
        offset + LogFormat.RECORD_HEADER_BYTES <= segment.limit();
        offset += LogFormat.ALIGNMENT) {
      if (segment.getInt(offset) == 0) {
        continue;
      }
      RecordHeader header = LogFormat.header(segment, id, offset);
      if (header != null
          && header.synced() > position
          && LogFormat.payloadValid(segment, offset, header)) {
        throw new LogException(
            path(LogPosition.segmentId(position))
                + ": expected a valid record at offset "
                + LogPosition.offset(position)
                + ", found damage: "
                + LogPosition.text(LogPosition.of(id, offset))
                + " says that the log was on disk up to "
                + LogPosition.text(header.synced()));
      }
    }
  }

  /**
   * Writes what was read of a segment once more, and syncs it. It may never have been synced, since
   * the process died before, or a sync of it has failed: then forcing alone would prove nothing,
   * for the system takes the pages for clean. A segment that has no seal gets one after that, which
   * tells that all before it was on disk.
   */
  private void makeDurable(ByteBuffer segment, int id, int end, boolean sealed) throws IOException {
    try (DiskFile file = disk.openForWrite(path(id))) {
      file.write(LogFormat.segmentHeader(id), 0);
      int behind = sealed ? end + LogFormat.RECORD_HEADER_BYTES : Math.min(end, segment.limit());
      if (behind > LogFormat.SEGMENT_HEADER_BYTES) {
        file.write(
            segment.slice(LogFormat.SEGMENT_HEADER_BYTES, behind - LogFormat.SEGMENT_HEADER_BYTES),
            LogFormat.SEGMENT_HEADER_BYTES);
      }
      file.force();
      if (!sealed) {
        LogBuffer seal = new LogBuffer();
        long position = LogPosition.of(id, end);
        seal.appendSeal(position, position);
        file.write(seal.pending(), end);
        file.force();
      }
    }
  }

  private void deleteBefore(int segmentId) throws IOException {
    while (!ids.isEmpty() && ids.getFirst() < segmentId) {
      disk.delete(path(ids.removeFirst()));
    }
  }

  private void checkConsecutive(long from) {
    int expected = from == LogPosition.NONE ? 1 : LogPosition.segmentId(from);
    if (ids.isEmpty() && from != LogPosition.NONE) {
      throw new LogException("expected log segment " + path(expected) + ", found none");
    }
    for (int id : ids) {
      if (id != expected) {
        throw new LogException("expected log segment " + path(expected) + ", found " + path(id));
      }
      expected++;
    }
  }

  private ByteBuffer load(int id) throws IOException {
    try (DiskFile file = disk.openForRead(path(id))) {
      ByteBuffer segment = ByteBuffer.allocate((int) file.sizeBytes());
      file.read(segment, 0);
      segment.flip();
      checkHeader(segment, id);
      return segment;
    }
  }

  /** A header that is not there yet is no error: nothing was written behind it then. */
  private void checkHeader(ByteBuffer segment, int id) {
    if (segment.limit() < LogFormat.SEGMENT_HEADER_BYTES || segment.getLong(0) == 0) {
      return;
    }
    CRC32C crc = new CRC32C();
    crc.update(segment.slice(0, 12));
    if (segment.getLong(0) != LogFormat.MAGIC || segment.getInt(12) != (int) crc.getValue()) {
      throw new LogException(
          path(id)
              + ": offset 0: expected the header "
              + Long.toHexString(LogFormat.MAGIC)
              + " with its checksum, found "
              + Long.toHexString(segment.getLong(0)));
    }
  }

  private String path(int id) {
    return folder + "/" + LogFormat.fileName(id);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a segment piece by piece: every record that proves itself by its checksums, and nothing
 * else. It blocks; each piece may be read on another thread.
 */
final class HintReader {
  /** A piece; a single longer record is one, too. Some batches of what is delivered together. */
  static final int CHUNK_BYTES = 1 << 18;

  /** What a disk cannot read is at least a page. */
  private static final int PAGE_BYTES = 4_096;

  /** A disk that cannot be read for a moment is not taken for one that lost its bytes. */
  private static final int ATTEMPTS_MAX = 5;

  /**
   * What was read.
   *
   * @param next where to read on; the segment's end when there is no more
   * @param lostBytes how many bytes in this piece are of no whole record
   */
  record Chunk(List<Hint> hints, int next, int lostBytes) {
    Chunk {
      hints = List.copyOf(hints);
    }
  }

  private final Disk disk;
  private final String path;
  private final ByteBuffer place;
  private final int end;
  private final int chunkBytes;

  /** What was read of the file, from an offset on. */
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  private int start;

  /** Reads a segment up to an offset. */
  HintReader(Disk disk, HintSegment segment, int end) {
    this(disk, segment, end, CHUNK_BYTES);
  }

  /**
   * Reads a segment up to an offset.
   *
   * @param chunkBytes how much at a time; a record's header, at least
   */
  HintReader(Disk disk, HintSegment segment, int end, int chunkBytes) {
    this.disk = disk;
    this.path = segment.path();
    this.place = HintFormat.place(segment.target(), segment.id());
    this.end = end;
    this.chunkBytes = chunkBytes;
  }

  /** Reads the piece from an offset on; all is lost of a file that is not there. */
  Chunk read(int from) throws IOException {
    try (DiskFile file = disk.openForRead(path)) {
      return read(file, from);
    } catch (NoSuchFileException gone) {
      return new Chunk(List.of(), end, end - from);
    }
  }

  private Chunk read(DiskFile file, int from) {
    load(file, from, Math.min(chunkBytes, end - from));
    List<Hint> hints = new ArrayList<>();
    int lost = 0;
    int at = from;
    while (loadedEnd() - at >= HintFormat.RECORD_HEADER_BYTES) {
      if (!isHeader(at)) {
        at++;
        lost++;
        continue;
      }
      int length = length(at);
      if (length > loadedEnd() - at) {
        if (at > from) {
          return new Chunk(hints, at, lost);
        }
        load(file, from, length);
      }
      if (isPayloadWhole(at, length)) {
        hints.add(hint(at, length));
      } else {
        lost += length;
      }
      at += length;
    }
    return loadedEnd() < end ? new Chunk(hints, at, lost) : new Chunk(hints, end, lost + end - at);
  }

  private int loadedEnd() {
    return start + bytes.limit();
  }

  /** Whether a record's header is there; one whose record would not end is none. */
  private boolean isHeader(int offset) {
    int at = offset - start;
    int keyLength = bytes.getInt(at + HintFormat.KEY_LENGTH_AT);
    int contentLength = bytes.getInt(at + HintFormat.CONTENT_LENGTH_AT);
    return keyLength >= 0
        && contentLength >= 0
        && (long) keyLength + contentLength <= end - offset - HintFormat.RECORD_HEADER_BYTES
        && bytes.getInt(at + HintFormat.CRC_AT)
            == HintFormat.headerChecksum(place, offset, bytes, at);
  }

  private int length(int offset) {
    int at = offset - start;
    return HintFormat.RECORD_HEADER_BYTES
        + bytes.getInt(at + HintFormat.KEY_LENGTH_AT)
        + bytes.getInt(at + HintFormat.CONTENT_LENGTH_AT);
  }

  private boolean isPayloadWhole(int offset, int length) {
    int at = offset - start;
    return bytes.getInt(at + HintFormat.PAYLOAD_CRC_AT)
        == HintFormat.checksum(
            bytes, at + HintFormat.RECORD_HEADER_BYTES, length - HintFormat.RECORD_HEADER_BYTES);
  }

  private Hint hint(int offset, int length) {
    int at = offset - start;
    int keyAt = at + HintFormat.RECORD_HEADER_BYTES;
    int contentAt = keyAt + bytes.getInt(at + HintFormat.KEY_LENGTH_AT);
    Mutation mutation =
        new Mutation(
            bytes.getInt(at + HintFormat.TABLE_AT),
            Arrays.copyOfRange(bytes.array(), keyAt, contentAt),
            Arrays.copyOfRange(bytes.array(), contentAt, at + length));
    return new Hint(offset, bytes.getLong(at + HintFormat.CREATED_AT), mutation);
  }

  /** Loads a stretch, in which what cannot be read is zeros. */
  private void load(DiskFile file, int from, int length) {
    start = from;
    bytes = ByteBuffer.allocate(length);
    for (int at = 0; at < length; at += CHUNK_BYTES) {
      int count = Math.min(CHUNK_BYTES, length - at);
      if (!load(file, from, at, count)) {
        for (int page = at; page < at + count; page += PAGE_BYTES) {
          int pageLength = Math.min(PAGE_BYTES, at + count - page);
          if (!load(file, from, page, pageLength)) {
            bytes.put(page, new byte[pageLength]);
          }
        }
      }
    }
  }

  private boolean load(DiskFile file, int from, int at, int count) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        if (file.read(bytes.slice(at, count), from + at) == count) {
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

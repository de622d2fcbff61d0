// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.frame.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a metadata log. Since each record is forced before the next is written, a crash can tear
 * only the last: a bad record with a good one anywhere behind it is damage, and the node must not
 * vote with what is left.
 */
final class MetadataLogReader {
  private final ByteBuf bytes;
  private int end;

  MetadataLogReader(DiskFile file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
    file.read(content, 0);
    this.bytes = Unpooled.wrappedBuffer(content.flip());
  }

  /**
   * The state that the records add up to.
   *
   * @throws MetadataException when the file is damaged
   */
  MetadataState read() {
    if (bytes.readableBytes() < MetadataLogFormat.MAGIC_BYTES
        || bytes.getLong(0) != MetadataLogFormat.MAGIC) {
      throw new MetadataException(
          "file "
              + MetadataLogFormat.FILE
              + " in the data folder, offset 0: is not a metadata log of this version");
    }
    List<Integer> records = new ArrayList<>();
    int lastMap = -1;
    int lastAcceptor = -1;
    end = MetadataLogFormat.MAGIC_BYTES;
    while (end < bytes.writerIndex() && isRecord(end)) {
      lastMap = type(end) == MetadataLogFormat.TYPE_MAP ? end : lastMap;
      lastAcceptor = type(end) == MetadataLogFormat.TYPE_ACCEPTOR ? end : lastAcceptor;
      records.add(end);
      end +=
          MetadataLogFormat.RECORD_HEADER_BYTES
              + bytes.getInt(end)
              + MetadataLogFormat.CHECKSUM_BYTES;
    }
    MetadataState state = MetadataState.EMPTY;
    for (int record : records) {
      // Each map and each acceptor's state takes the place of the one before, and epochs ascend. A
      // log may have hundreds of maps with hundreds of tables.
      boolean replaced =
          (type(record) == MetadataLogFormat.TYPE_MAP && record != lastMap)
              || (type(record) == MetadataLogFormat.TYPE_ACCEPTOR && record != lastAcceptor);
      state = replaced ? state : decode(record).applyTo(state);
    }
    for (int later = end + 1; later < bytes.writerIndex(); later++) {
      if (isRecord(later)) {
        throw damaged(
            end,
            "the checksum of a record does not match, and a good one follows at " + later,
            null);
      }
    }
    return state;
  }

  private int type(int record) {
    return bytes.getInt(record + 4);
  }

  private MetadataRecord decode(int record) {
    int payload = record + MetadataLogFormat.RECORD_HEADER_BYTES;
    try {
      return MetadataRecord.decode(type(record), bytes.slice(payload, bytes.getInt(record)));
    } catch (MalformedException | IndexOutOfBoundsException e) {
      throw damaged(record, String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isRecord(int offset) {
    if (bytes.writerIndex() - offset < MetadataLogFormat.RECORD_HEADER_BYTES) {
      return false;
    }
    int length = bytes.getInt(offset);
    int payload = offset + MetadataLogFormat.RECORD_HEADER_BYTES;
    return length > 0
        && length <= MetadataLogFormat.PAYLOAD_BYTES_MAX
        && bytes.writerIndex() - payload >= length + MetadataLogFormat.CHECKSUM_BYTES
        && bytes.getInt(offset + 8) == MetadataLog.checksum(bytes, offset, 8)
        && bytes.getInt(payload + length) == MetadataLog.checksum(bytes, payload, length);
  }

  private static MetadataException damaged(int offset, String what, @Nullable Throwable cause) {
    return new MetadataException(
        "file "
            + MetadataLogFormat.FILE
            + " in the data folder is damaged at offset "
            + offset
            + ": "
            + what
            + "; this node cannot vote with what is left of it: give it an empty folder",
        cause);
  }
}

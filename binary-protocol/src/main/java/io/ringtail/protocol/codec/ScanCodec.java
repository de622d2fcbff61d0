// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import org.jspecify.annotations.Nullable;

/** SCAN and its answer. */
final class ScanCodec {
  /** Fewest bytes of an entry: the key's length and the answer. */
  private static final int ENTRY_BYTES_MIN = 1 + ReadCodec.ANSWER_BYTES_MIN;

  private ScanCodec() {}

  static void encode(Request.Scan scan, ByteBuf out) {
    int[] columns = scan.columns();
    Wire.writeVarint(out, scan.tableId());
    Wire.writeAscending(out, scan.vnodes());
    writePosition(out, scan.from());
    Wire.writeBoolean(out, columns != null);
    if (columns != null) {
      Wire.writeAscending(out, columns);
    }
    Wire.writeVarint(out, scan.rowLimit());
    Wire.writeVarint(out, scan.bytesLimit());
    out.writeLong(scan.nowMillis());
  }

  static Request.Scan scan(ByteBuf in) {
    return new Request.Scan(
        Wire.readInt(in),
        Wire.readAscending(in),
        readPosition(in),
        Wire.readBoolean(in) ? Wire.readAscending(in) : null,
        Wire.readInt(in),
        Wire.readInt(in),
        Wire.readLong(in));
  }

  static void encode(Response.ScanDone done, ByteBuf out) {
    Wire.writeList(out, done.entries(), ScanCodec::writeEntry);
    writePosition(out, done.next());
  }

  static Response.ScanDone done(ByteBuf in) {
    return new Response.ScanDone(
        Wire.readList(in, ENTRY_BYTES_MIN, ScanCodec::readEntry), readPosition(in));
  }

  private static void writeEntry(ByteBuf out, Response.ScanEntry entry) {
    Wire.writeBytes(out, entry.key());
    ReadCodec.writeAnswer(out, entry.answer());
  }

  private static Response.ScanEntry readEntry(ByteBuf in) {
    return new Response.ScanEntry(Wire.readBytes(in), ReadCodec.readAnswer(in));
  }

  private static void writePosition(ByteBuf out, @Nullable ScanPosition position) {
    Wire.writeBoolean(out, position != null);
    if (position != null) {
      out.writeLong(position.token());
      Wire.writeBytes(out, position.key());
      Wire.writeBytes(out, position.clustering());
    }
  }

  private static @Nullable ScanPosition readPosition(ByteBuf in) {
    return Wire.readBoolean(in)
        ? new ScanPosition(Wire.readLong(in), Wire.readBytes(in), Wire.readBytes(in))
        : null;
  }
}

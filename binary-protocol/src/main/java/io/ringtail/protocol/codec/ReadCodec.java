// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.time.Ballot;
import java.util.List;

/** READ and its answer. */
final class ReadCodec {
  /** Fewest bytes of a partition's answer: instance, accepted, content's length, covered. */
  static final int ANSWER_BYTES_MIN = 4;

  private static final int DIGEST = 1;
  private static final int REVERSE = 1 << 1;
  private static final int SLICE = 1 << 2;
  private static final int COLUMNS = 1 << 3;
  private static final int ROW_LIMIT = 1 << 4;
  private static final int FLAGS_ALL = (1 << 5) - 1;

  private ReadCodec() {}

  static void encode(Request.Read read, ByteBuf out) {
    boolean sliced = !read.slice().equals(ByteRange.ALL);
    boolean limited = read.rowLimit() != Request.Read.ROWS_ALL;
    int[] columns = read.columns();
    Wire.writeVarint(out, read.tableId());
    out.writeByte(
        (read.digest() ? DIGEST : 0)
            | (read.reverse() ? REVERSE : 0)
            | (sliced ? SLICE : 0)
            | (columns == null ? 0 : COLUMNS)
            | (limited ? ROW_LIMIT : 0));
    out.writeLong(read.nowMillis());
    if (sliced) {
      Wire.writeBytes(out, read.slice().start());
      Wire.writeOptionalBytes(out, read.slice().end());
    }
    if (columns != null) {
      Wire.writeAscending(out, columns);
    }
    if (limited) {
      Wire.writeVarint(out, read.rowLimit());
    }
    Wire.writeList(out, read.keys(), Wire::writeBytes);
  }

  static Request.Read read(ByteBuf in) {
    int tableId = Wire.readInt(in);
    int flags = Wire.readFlags(in, FLAGS_ALL);
    long nowMillis = Wire.readLong(in);
    ByteRange slice = (flags & SLICE) == 0 ? ByteRange.ALL : readSlice(in);
    int[] columns = (flags & COLUMNS) == 0 ? null : Wire.readAscending(in);
    int rowLimit =
        (flags & ROW_LIMIT) == 0
            ? Request.Read.ROWS_ALL
            : (int) Wire.readVarint(in, Request.Read.ROWS_ALL - 1L);
    List<byte[]> keys = Wire.readList(in, 1, Wire::readBytes);
    return new Request.Read(
        tableId,
        keys,
        slice,
        columns,
        rowLimit,
        (flags & REVERSE) != 0,
        nowMillis,
        (flags & DIGEST) != 0);
  }

  static void encode(Response.ReadDone done, ByteBuf out) {
    Wire.writeList(out, done.partitions(), ReadCodec::writeAnswer);
    Wire.writeVarint(out, done.tables());
  }

  static Response.ReadDone done(ByteBuf in) {
    return new Response.ReadDone(
        Wire.readList(in, ANSWER_BYTES_MIN, ReadCodec::readAnswer),
        (int) Wire.readVarint(in, Integer.MAX_VALUE));
  }

  static void writeAnswer(ByteBuf out, PartitionAnswer answer) {
    Ballot accepted = answer.consensus().accepted();
    Wire.writeVarint(out, answer.consensus().instance());
    Wire.writeBoolean(out, accepted != null);
    if (accepted != null) {
      Wire.writeBallot(out, accepted);
    }
    Wire.writeBytes(out, answer.content());
    Wire.writeOptionalBytes(out, answer.covered());
  }

  static PartitionAnswer readAnswer(ByteBuf in) {
    long instance = Wire.readVarint(in, Long.MAX_VALUE);
    Ballot accepted = Wire.readBoolean(in) ? Wire.readBallot(in) : null;
    ConsensusState consensus =
        instance == 0 && accepted == null
            ? ConsensusState.NONE
            : new ConsensusState(instance, accepted);
    return new PartitionAnswer(consensus, Wire.readBytes(in), Wire.readOptionalBytes(in));
  }

  private static ByteRange readSlice(ByteBuf in) {
    ByteRange slice = new ByteRange(Wire.readBytes(in), Wire.readOptionalBytes(in));
    if (slice.equals(ByteRange.ALL)) {
      throw Wire.malformed(in, "a slice that is everything is written down");
    }
    return slice;
  }
}

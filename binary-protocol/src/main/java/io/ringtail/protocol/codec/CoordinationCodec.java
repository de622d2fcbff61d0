// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;

/** COORDINATE, which holds another request, and DECIDE. */
final class CoordinationCodec {
  private CoordinationCodec() {}

  static void encode(Request.Coordinate coordinate, ByteBuf out) {
    Wire.writeVarint(out, coordinate.level());
    out.writeByte(MessageCodec.opcode(coordinate.request()));
    MessageCodec.encode(coordinate.request(), out);
  }

  static Request.Coordinate coordinate(ByteBuf in) {
    int level = Wire.readInt(in);
    int opcode = Wire.readByte(in);
    boolean isOne =
        switch (opcode) {
          case Opcode.READ, Opcode.WRITE, Opcode.SCAN, Opcode.DECIDE -> true;
          default -> false;
        };
    if (!isOne) {
      throw Wire.malformed(in, "opcode " + opcode + " is of nothing that can be coordinated");
    }
    return new Request.Coordinate(level, (Request.Data) MessageCodec.decode(opcode, in));
  }

  static void encode(Response.Coordinated coordinated, ByteBuf out) {
    Wire.writeUuid(out, coordinated.by().value());
    out.writeByte(MessageCodec.opcode(coordinated.answer()));
    MessageCodec.encode(coordinated.answer(), out);
  }

  static Response.Coordinated coordinated(ByteBuf in) {
    NodeId by = new NodeId(Wire.readUuid(in));
    int opcode = Wire.readByte(in);
    boolean isOne =
        switch (opcode - Opcode.DONE) {
          case Opcode.READ, Opcode.WRITE, Opcode.SCAN, Opcode.DECIDE -> true;
          default -> opcode == Opcode.REFUSED || opcode == Opcode.UNKNOWN;
        };
    if (!isOne) {
      throw Wire.malformed(in, "opcode " + opcode + " is of no answer to what was coordinated");
    }
    return new Response.Coordinated(by, (Response) MessageCodec.decode(opcode, in));
  }

  static void encode(Request.Decide decide, ByteBuf out) {
    Wire.writeVarint(out, decide.tableId());
    Wire.writeBytes(out, decide.key());
    Wire.writeList(out, decide.slices(), ConsensusCodec::writeSlice);
    Wire.writeOptionalBytes(out, decide.expected());
    Wire.writeBytes(out, decide.content());
  }

  static Request.Decide decide(ByteBuf in) {
    return new Request.Decide(
        Wire.readInt(in),
        Wire.readBytes(in),
        Wire.readList(in, ConsensusCodec.SLICE_BYTES_MIN, ConsensusCodec::readSlice),
        Wire.readOptionalBytes(in),
        Wire.readBytes(in));
  }

  static void encode(Response.Decided decided, ByteBuf out) {
    Wire.writeBoolean(out, decided.applied());
    Wire.writeBytes(out, decided.known());
  }

  static Response.Decided decided(ByteBuf in) {
    return new Response.Decided(Wire.readBoolean(in), Wire.readBytes(in));
  }
}

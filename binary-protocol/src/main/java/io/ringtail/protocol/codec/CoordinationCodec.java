// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.CoordinationStep;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.NodeId;
import java.util.List;

/** COORDINATE, which holds another request, and DECIDE. */
final class CoordinationCodec {
  /** A number, the lengths of two texts, and whether it is about a node. */
  private static final int STEP_BYTES_MIN = 4;

  private CoordinationCodec() {}

  static void encode(Request.Coordinate coordinate, ByteBuf out) {
    Wire.writeVarint(out, coordinate.level());
    Wire.writeBoolean(out, coordinate.traced());
    out.writeByte(MessageCodec.opcode(coordinate.request()));
    MessageCodec.encode(coordinate.request(), out);
  }

  static Request.Coordinate coordinate(ByteBuf in) {
    int level = Wire.readInt(in);
    boolean traced = Wire.readBoolean(in);
    int opcode = Wire.readByte(in);
    boolean isOne =
        switch (opcode) {
          case Opcode.READ, Opcode.WRITE, Opcode.SCAN, Opcode.DECIDE -> true;
          default -> false;
        };
    if (!isOne) {
      throw Wire.malformed(in, "opcode " + opcode + " is of nothing that can be coordinated");
    }
    return new Request.Coordinate(level, traced, (Request.Data) MessageCodec.decode(opcode, in));
  }

  static void encode(Response.Coordinated coordinated, ByteBuf out) {
    Wire.writeUuid(out, coordinated.by().value());
    Wire.writeList(out, coordinated.steps(), CoordinationCodec::writeStep);
    out.writeByte(MessageCodec.opcode(coordinated.answer()));
    MessageCodec.encode(coordinated.answer(), out);
  }

  static Response.Coordinated coordinated(ByteBuf in) {
    NodeId by = new NodeId(Wire.readUuid(in));
    List<CoordinationStep> steps = Wire.readList(in, STEP_BYTES_MIN, CoordinationCodec::readStep);
    int opcode = Wire.readByte(in);
    boolean isOne =
        switch (opcode - Opcode.DONE) {
          case Opcode.READ, Opcode.WRITE, Opcode.SCAN, Opcode.DECIDE -> true;
          default -> opcode == Opcode.REFUSED || opcode == Opcode.UNKNOWN;
        };
    if (!isOne) {
      throw Wire.malformed(in, "opcode " + opcode + " is of no answer to what was coordinated");
    }
    return new Response.Coordinated(by, steps, (Response) MessageCodec.decode(opcode, in));
  }

  private static void writeStep(ByteBuf out, CoordinationStep step) {
    Wire.writeVarint(out, step.micros());
    Wire.writeString(out, step.kind());
    Endpoint node = step.node();
    Wire.writeBoolean(out, node != null);
    if (node != null) {
      Wire.writeString(out, node.host());
      Wire.writeVarint(out, node.port());
    }
    Wire.writeString(out, step.detail());
  }

  private static CoordinationStep readStep(ByteBuf in) {
    return new CoordinationStep(
        Wire.readVarint(in, Long.MAX_VALUE),
        Wire.readString(in),
        Wire.readBoolean(in) ? readNode(in) : null,
        Wire.readString(in));
  }

  private static Endpoint readNode(ByteBuf in) {
    String host = Wire.readString(in);
    int port = Wire.readInt(in);
    try {
      return new Endpoint(host, port);
    } catch (IllegalArgumentException e) {
      throw Wire.malformed(in, "a step about what is " + e.getMessage());
    }
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

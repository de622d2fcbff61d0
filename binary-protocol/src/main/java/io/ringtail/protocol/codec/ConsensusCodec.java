// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.time.Ballot;
import java.util.List;

/** PREPARE, PROPOSE, COMMIT and their answers; proposals, as acceptors keep them, too. */
public final class ConsensusCodec {
  private static final int ALL = 1;
  private static final int DECISION = 1 << 1;
  private static final int HAS_DECISION = 1;
  private static final int HAS_ACCEPTED = 1 << 1;

  /** Fewest bytes of a slice: the lengths of its start and its end. */
  static final int SLICE_BYTES_MIN = 2;

  private ConsensusCodec() {}

  static void encode(Request.Prepare prepare, ByteBuf out) {
    Wire.writeVarint(out, prepare.tableId());
    Wire.writeBytes(out, prepare.key());
    Wire.writeBallot(out, prepare.ballot());
    boolean all = prepare.slices().size() == 1 && prepare.slices().get(0).equals(ByteRange.ALL);
    out.writeByte((all ? ALL : 0) | (prepare.decision() ? DECISION : 0));
    out.writeLong(prepare.nowMillis());
    if (!all) {
      Wire.writeList(out, prepare.slices(), ConsensusCodec::writeSlice);
    }
  }

  static Request.Prepare prepare(ByteBuf in) {
    int tableId = Wire.readInt(in);
    byte[] key = Wire.readBytes(in);
    Ballot ballot = Wire.readBallot(in);
    int flags = Wire.readFlags(in, ALL | DECISION);
    long nowMillis = Wire.readLong(in);
    List<ByteRange> slices =
        (flags & ALL) != 0
            ? List.of(ByteRange.ALL)
            : Wire.readList(in, SLICE_BYTES_MIN, ConsensusCodec::readSlice);
    if ((flags & ALL) == 0 && slices.size() == 1 && slices.get(0).equals(ByteRange.ALL)) {
      throw Wire.malformed(in, "a slice that is everything is written down");
    }
    return new Request.Prepare(tableId, key, ballot, slices, nowMillis, (flags & DECISION) != 0);
  }

  static void encode(Response.Prepared prepared, ByteBuf out) {
    Promise promise = prepared.promise();
    Wire.writeBallot(out, prepared.highest());
    Wire.writeBoolean(out, promise != null);
    if (promise == null) {
      return;
    }
    Proposal decision = promise.decision();
    Proposal accepted = promise.accepted();
    Wire.writeVarint(out, promise.instance());
    out.writeByte((decision == null ? 0 : HAS_DECISION) | (accepted == null ? 0 : HAS_ACCEPTED));
    if (decision != null) {
      writeProposal(out, decision);
    }
    if (accepted != null) {
      writeProposal(out, accepted);
    }
    Wire.writeVarint(out, promise.own().instance());
    Wire.writeVarint(out, promise.own().number());
    Wire.writeVarint(out, promise.own().forgottenUpTo());
    Wire.writeVarint(out, promise.purgedBelow());
    Wire.writeBytes(out, promise.content());
  }

  static Response.Prepared prepared(ByteBuf in) {
    Ballot highest = Wire.readBallot(in);
    if (!Wire.readBoolean(in)) {
      return new Response.Prepared(highest, null);
    }
    long instance = Wire.readVarint(in, Long.MAX_VALUE);
    int flags = Wire.readFlags(in, HAS_DECISION | HAS_ACCEPTED);
    Proposal decision = (flags & HAS_DECISION) == 0 ? null : readProposal(in);
    Proposal accepted = (flags & HAS_ACCEPTED) == 0 ? null : readProposal(in);
    Promise.Outcome own =
        new Promise.Outcome(
            Wire.readVarint(in, Long.MAX_VALUE),
            Wire.readVarint(in, Long.MAX_VALUE),
            Wire.readVarint(in, Long.MAX_VALUE));
    long purgedBelow = Wire.readVarint(in, Long.MAX_VALUE);
    return new Response.Prepared(
        highest, new Promise(instance, decision, accepted, own, purgedBelow, Wire.readBytes(in)));
  }

  static void encode(Request.Propose propose, ByteBuf out) {
    Wire.writeVarint(out, propose.tableId());
    Wire.writeBytes(out, propose.key());
    writeProposal(out, propose.proposal());
  }

  static Request.Propose propose(ByteBuf in) {
    return new Request.Propose(Wire.readInt(in), Wire.readBytes(in), readProposal(in));
  }

  static void encode(Response.Proposed proposed, ByteBuf out) {
    Wire.writeBoolean(out, proposed.accepted());
    Wire.writeBallot(out, proposed.highest());
  }

  static Response.Proposed proposed(ByteBuf in) {
    return new Response.Proposed(Wire.readBoolean(in), Wire.readBallot(in));
  }

  static void encode(Request.Commit commit, ByteBuf out) {
    Wire.writeVarint(out, commit.tableId());
    Wire.writeBytes(out, commit.key());
    writeProposal(out, commit.proposal());
  }

  static Request.Commit commit(ByteBuf in) {
    return new Request.Commit(Wire.readInt(in), Wire.readBytes(in), readProposal(in));
  }

  static void encode(Request.TakeTurn turn, ByteBuf out) {
    Wire.writeVarint(out, turn.tableId());
    Wire.writeBytes(out, turn.key());
  }

  static Request.TakeTurn takeTurn(ByteBuf in) {
    return new Request.TakeTurn(Wire.readInt(in), Wire.readBytes(in));
  }

  static void encode(Request.EndTurn turn, ByteBuf out) {
    Wire.writeVarint(out, turn.tableId());
    Wire.writeBytes(out, turn.key());
  }

  static Request.EndTurn endTurn(ByteBuf in) {
    return new Request.EndTurn(Wire.readInt(in), Wire.readBytes(in));
  }

  /** A proposal's bytes, as they are in messages. */
  public static byte[] encode(Proposal proposal) {
    ByteBuf out = Unpooled.buffer(proposal.content().length + 64);
    writeProposal(out, proposal);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /**
   * Reads a proposal.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when the bytes are none
   */
  public static Proposal decode(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    Proposal proposal = readProposal(in);
    if (in.isReadable()) {
      throw Wire.malformed(in, "bytes are left over behind a proposal");
    }
    return proposal;
  }

  private static void writeProposal(ByteBuf out, Proposal proposal) {
    Wire.writeVarint(out, proposal.instance());
    Wire.writeBallot(out, proposal.ballot());
    out.writeLong(proposal.id().writer());
    Wire.writeVarint(out, proposal.id().number());
    Wire.writeBytes(out, proposal.content());
  }

  private static Proposal readProposal(ByteBuf in) {
    long instance = Wire.readVarint(in, Long.MAX_VALUE);
    if (instance == 0) {
      throw Wire.malformed(in, "a proposal for instance 0");
    }
    Ballot ballot = Wire.readBallot(in);
    long writer = Wire.readLong(in);
    ProposalId id = new ProposalId(writer, Wire.readVarint(in, Long.MAX_VALUE));
    return new Proposal(instance, ballot, id, Wire.readBytes(in));
  }

  static void writeSlice(ByteBuf out, ByteRange slice) {
    Wire.writeBytes(out, slice.start());
    Wire.writeOptionalBytes(out, slice.end());
  }

  static ByteRange readSlice(ByteBuf in) {
    byte[] start = Wire.readBytes(in);
    return new ByteRange(start, Wire.readOptionalBytes(in));
  }
}

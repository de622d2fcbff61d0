// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Ballot;

/** The messages by which voters decide an epoch. */
final class MetadataCodec {
  private static final int PROMISED = 1;
  private static final int HAS_ACCEPTED = 1 << 1;

  private MetadataCodec() {}

  static void encode(Request.MetadataPrepare prepare, ByteBuf out) {
    Wire.writeEpoch(out, prepare.epoch());
    Wire.writeBallot(out, prepare.ballot());
  }

  static Request.MetadataPrepare prepare(ByteBuf in) {
    return new Request.MetadataPrepare(Wire.readEpoch(in), Wire.readBallot(in));
  }

  static void encode(Response.MetadataPromise promise, ByteBuf out) {
    Ballot ballot = promise.acceptedBallot();
    ClusterMap accepted = promise.accepted();
    if ((ballot == null) != (accepted == null)) {
      throw new IllegalArgumentException("an accepted map and its ballot come together");
    }
    out.writeByte((promise.promised() ? PROMISED : 0) | (accepted == null ? 0 : HAS_ACCEPTED));
    Wire.writeBallot(out, promise.highest());
    if (ballot != null && accepted != null) {
      Wire.writeBallot(out, ballot);
      MapCodec.encode(accepted, out);
    }
  }

  static Response.MetadataPromise promise(ByteBuf in) {
    int flags = Wire.readFlags(in, PROMISED | HAS_ACCEPTED);
    boolean promised = (flags & PROMISED) != 0;
    Ballot highest = Wire.readBallot(in);
    return (flags & HAS_ACCEPTED) == 0
        ? new Response.MetadataPromise(promised, highest, null, null)
        : new Response.MetadataPromise(promised, highest, Wire.readBallot(in), MapCodec.decode(in));
  }

  static void encode(Request.MetadataPropose propose, ByteBuf out) {
    Wire.writeBallot(out, propose.ballot());
    MapCodec.encode(propose.map(), out);
  }

  static Request.MetadataPropose propose(ByteBuf in) {
    return new Request.MetadataPropose(Wire.readBallot(in), MapCodec.decode(in));
  }

  static void encode(Response.MetadataAccepted answer, ByteBuf out) {
    Wire.writeBoolean(out, answer.accepted());
    Wire.writeBallot(out, answer.highest());
  }

  static Response.MetadataAccepted accepted(ByteBuf in) {
    return new Response.MetadataAccepted(Wire.readBoolean(in), Wire.readBallot(in));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.netty.buffer.ByteBuf;
import io.ringtail.node.consensus.Vote;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Request.MetadataCommit;
import io.ringtail.protocol.message.Response.MetadataPromise;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.UUID;

/** One record of the metadata log, which changes one part of the state. */
sealed interface MetadataRecord {
  /** A decided map. */
  record DecidedMap(ClusterMap map) implements MetadataRecord {}

  /** What was promised and accepted. */
  record Acceptor(AcceptorState state) implements MetadataRecord {}

  /** Another node has taken its identity. */
  record Joined(NodeId node) implements MetadataRecord {}

  /** All initial nodes have noted this one. */
  record Formed() implements MetadataRecord {}

  /** The state after the record. */
  default MetadataState applyTo(MetadataState state) {
    return switch (this) {
      case DecidedMap decided -> state.withMap(decided.map());
      case Acceptor acceptor -> state.withAcceptor(acceptor.state());
      case Joined joined -> state.withJoined(joined.node());
      case Formed formed -> state.withFormed();
    };
  }

  /** The number that names the kind on disk. */
  default int type() {
    return switch (this) {
      case DecidedMap decided -> MetadataLogFormat.TYPE_MAP;
      case Acceptor acceptor -> MetadataLogFormat.TYPE_ACCEPTOR;
      case Joined joined -> MetadataLogFormat.TYPE_JOINED;
      case Formed formed -> MetadataLogFormat.TYPE_FORMED;
    };
  }

  /** Appends what stands behind the type. */
  default void encode(ByteBuf out) {
    switch (this) {
      case DecidedMap decided -> encode(new MetadataCommit(decided.map()), out);
      case Acceptor acceptor -> {
        Vote<ClusterMap> vote = acceptor.state().vote();
        out.writeLong(acceptor.state().epoch().number());
        encode(
            new MetadataPromise(true, vote.promised(), vote.acceptedBallot(), vote.accepted()),
            out);
      }
      case Joined joined -> {
        out.writeLong(joined.node().value().getMostSignificantBits());
        out.writeLong(joined.node().value().getLeastSignificantBits());
      }
      case Formed formed -> out.writeByte(1);
    }
  }

  /**
   * Reads what {@link #encode} wrote, to the buffer's end.
   *
   * @throws MalformedException when it is not that
   */
  static MetadataRecord decode(int type, ByteBuf in) {
    switch (type) {
      case MetadataLogFormat.TYPE_MAP -> {
        if (decodeMessage(in) instanceof MetadataCommit commit) {
          return new DecidedMap(commit.map());
        }
      }
      case MetadataLogFormat.TYPE_ACCEPTOR -> {
        Epoch epoch = new Epoch(in.readLong());
        if (decodeMessage(in) instanceof MetadataPromise promise) {
          return new Acceptor(
              new AcceptorState(
                  epoch, promise.highest(), promise.acceptedBallot(), promise.accepted()));
        }
      }
      case MetadataLogFormat.TYPE_JOINED -> {
        return new Joined(new NodeId(new UUID(in.readLong(), in.readLong())));
      }
      case MetadataLogFormat.TYPE_FORMED -> {
        return new Formed();
      }
      default -> throw new MalformedException("no metadata record has type " + type);
    }
    throw new MalformedException("metadata record of type " + type + " holds another message");
  }

  private static void encode(Message message, ByteBuf out) {
    out.writeByte(MessageCodec.opcode(message));
    MessageCodec.encode(message, out);
  }

  private static Message decodeMessage(ByteBuf in) {
    return MessageCodec.decode(in.readUnsignedByte(), in);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;

/** WRITE and HINT, whose mutations carry their content as it is; the shard checks it. */
final class WriteCodec {
  /** Fewest bytes of a mutation: table id, and the lengths of key and content. */
  private static final int MUTATION_BYTES_MIN = 3;

  /** Fewest bytes of a recipient: node id, stream, and what is to be done. */
  private static final int RECIPIENT_BYTES_MIN = 16 + 1 + 1;

  private WriteCodec() {}

  static void encode(Request.Write write, ByteBuf out) {
    Wire.writeList(out, write.mutations(), WriteCodec::writeMutation);
    Wire.writeList(out, write.recipients(), WriteCodec::writeRecipient);
  }

  static void encode(Request.Hint hint, ByteBuf out) {
    Wire.writeUuid(out, hint.node().value());
    Wire.writeList(out, hint.mutations(), WriteCodec::writeMutation);
  }

  static Request.Write write(ByteBuf in) {
    return new Request.Write(
        Wire.readList(in, MUTATION_BYTES_MIN, WriteCodec::readMutation),
        Wire.readList(in, RECIPIENT_BYTES_MIN, WriteCodec::readRecipient));
  }

  static Request.Hint hint(ByteBuf in) {
    return new Request.Hint(
        new NodeId(Wire.readUuid(in)),
        Wire.readList(in, MUTATION_BYTES_MIN, WriteCodec::readMutation));
  }

  private static void writeRecipient(ByteBuf out, Request.Recipient recipient) {
    Wire.writeUuid(out, recipient.node().value());
    Wire.writeVarint(out, recipient.streamId());
    Wire.writeBoolean(out, recipient.later());
  }

  private static Request.Recipient readRecipient(ByteBuf in) {
    return new Request.Recipient(
        new NodeId(Wire.readUuid(in)), Wire.readInt(in), Wire.readBoolean(in));
  }

  private static void writeMutation(ByteBuf out, Mutation mutation) {
    Wire.writeVarint(out, mutation.tableId());
    Wire.writeBytes(out, mutation.key());
    Wire.writeBytes(out, mutation.content());
  }

  private static Mutation readMutation(ByteBuf in) {
    return new Mutation(Wire.readInt(in), Wire.readBytes(in), Wire.readBytes(in));
  }
}

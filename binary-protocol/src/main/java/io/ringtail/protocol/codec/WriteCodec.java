// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.Mutation;

/** WRITE, whose mutations carry their content as it is; the shard checks it. */
final class WriteCodec {
  /** Fewest bytes of a mutation: table id, and the lengths of key and content. */
  private static final int MUTATION_BYTES_MIN = 3;

  private WriteCodec() {}

  static void encode(Request.Write write, ByteBuf out) {
    Wire.writeList(out, write.mutations(), WriteCodec::writeMutation);
  }

  static Request.Write write(ByteBuf in) {
    return new Request.Write(Wire.readList(in, MUTATION_BYTES_MIN, WriteCodec::readMutation));
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

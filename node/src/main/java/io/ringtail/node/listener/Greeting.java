// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.buffer.ByteBuf;
import io.ringtail.node.shard.Shard;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The node's part of the handshake; stateless. */
final class Greeting {
  private Greeting() {}

  /** The hello in a connection's first frame; null when it is another message. */
  static Request.@Nullable Hello hello(int opcode, ByteBuf body) {
    if (opcode != Opcode.HELLO) {
      return null;
    }
    Message message = MessageCodec.decode(opcode, body);
    return message instanceof Request.Hello hello ? hello : null;
  }

  /** What to tell a client that cannot be welcomed; null for nothing. */
  static Response.@Nullable Refused objection(
      int opcode, Request.@Nullable Hello hello, NodeFace face) {
    if (opcode == Opcode.AUTH) {
      return refused("this node has no authentication yet", face);
    }
    if (hello == null) {
      return null;
    }
    if (hello.versionMin() > FrameFormat.VERSION || hello.versionMax() < FrameFormat.VERSION) {
      return refused(
          "the client speaks versions "
              + hello.versionMin()
              + " to "
              + hello.versionMax()
              + " of the protocol, this node "
              + FrameFormat.VERSION,
          face);
    }
    return null;
  }

  static Response.Welcome welcome(Request.Hello hello, Shard shard, NodeFace face) {
    Set<String> features = new HashSet<>(hello.features());
    features.retainAll(NodeFace.FEATURES);
    return new Response.Welcome(
        FrameFormat.VERSION,
        features,
        face.nodeId(),
        face.clusterId(),
        face.router().shards(),
        shard.index(),
        new Epoch(face.serving().map().epoch()),
        FrameFormat.FRAME_BYTES_MAX,
        face.version());
  }

  private static Response.Refused refused(String detail, NodeFace face) {
    return new Response.Refused(
        Reason.UNSUPPORTED, detail, 0, new Epoch(face.serving().map().epoch()));
  }
}

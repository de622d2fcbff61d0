// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;
import java.util.List;
import java.util.Set;

/** HELLO and its answer. */
final class HandshakeCodec {
  private HandshakeCodec() {}

  static void encode(Request.Hello hello, ByteBuf out) {
    Wire.writeVarint(out, hello.versionMin());
    Wire.writeVarint(out, hello.versionMax());
    Wire.writeVarint(out, hello.shard());
    writeFeatures(out, hello.features());
    Wire.writeString(out, hello.clientName());
    Wire.writeString(out, hello.clientVersion());
    NodeId nodeId = hello.nodeId();
    Wire.writeBoolean(out, nodeId != null);
    if (nodeId != null) {
      Wire.writeUuid(out, nodeId.value());
    }
  }

  static Request.Hello hello(ByteBuf in) {
    return new Request.Hello(
        Wire.readInt(in),
        Wire.readInt(in),
        Wire.readInt(in),
        readFeatures(in),
        Wire.readString(in),
        Wire.readString(in),
        Wire.readBoolean(in) ? new NodeId(Wire.readUuid(in)) : null);
  }

  static void encode(Response.Welcome welcome, ByteBuf out) {
    Wire.writeVarint(out, welcome.version());
    writeFeatures(out, welcome.features());
    Wire.writeUuid(out, welcome.nodeId().value());
    Wire.writeUuid(out, welcome.clusterId().value());
    Wire.writeVarint(out, welcome.shards());
    Wire.writeVarint(out, welcome.shard());
    Wire.writeEpoch(out, welcome.epoch());
    Wire.writeVarint(out, welcome.frameBytesMax());
    Wire.writeString(out, welcome.serverVersion());
  }

  static Response.Welcome welcome(ByteBuf in) {
    return new Response.Welcome(
        Wire.readInt(in),
        readFeatures(in),
        new NodeId(Wire.readUuid(in)),
        new ClusterId(Wire.readUuid(in)),
        Wire.readInt(in),
        Wire.readInt(in),
        Wire.readEpoch(in),
        Wire.readInt(in),
        Wire.readString(in));
  }

  /** Features are written in the order of their UTF-16 units, so that a set has one form. */
  private static void writeFeatures(ByteBuf out, Set<String> features) {
    Wire.writeList(out, features.stream().sorted().toList(), Wire::writeString);
  }

  private static Set<String> readFeatures(ByteBuf in) {
    List<String> features = Wire.readList(in, 1, Wire::readString);
    for (int i = 1; i < features.size(); i++) {
      if (features.get(i - 1).compareTo(features.get(i)) >= 0) {
        throw Wire.malformed(in, "the names of features do not ascend");
      }
    }
    return Set.copyOf(features);
  }
}

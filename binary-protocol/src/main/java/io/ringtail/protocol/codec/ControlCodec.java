// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;

/** Requests for the map and the state of a node, and their answers. */
final class ControlCodec {
  /** Node id, liveness, and a count of at least one byte. */
  private static final int NODE_STATUS_BYTES_MIN = 16 + 1 + 1;

  /** Four numbers. */
  private static final int TABLE_STATUS_BYTES_MIN = 4;

  /** Its length. */
  private static final int WARNING_BYTES_MIN = 1;

  private ControlCodec() {}

  static void encode(Request.FetchMap fetch, ByteBuf out) {
    Wire.writeEpoch(out, fetch.known());
  }

  static Request.FetchMap fetchMap(ByteBuf in) {
    return new Request.FetchMap(Wire.readEpoch(in));
  }

  static void encode(Response.MapDone done, ByteBuf out) {
    ClusterMap map = done.map();
    Wire.writeBoolean(out, map != null);
    if (map != null) {
      MapCodec.encode(map, out);
    }
  }

  static Response.MapDone mapDone(ByteBuf in) {
    return new Response.MapDone(Wire.readBoolean(in) ? MapCodec.decode(in) : null);
  }

  static void encode(Response.Pong pong, ByteBuf out) {
    Wire.writeEpoch(out, pong.epoch());
  }

  static Response.Pong pong(ByteBuf in) {
    return new Response.Pong(Wire.readEpoch(in));
  }

  static void encode(Request.Introduce introduce, ByteBuf out) {
    Wire.writeUuid(out, introduce.nodeId().value());
    Wire.writeBoolean(out, introduce.joined());
  }

  static Request.Introduce introduce(ByteBuf in) {
    return new Request.Introduce(new NodeId(Wire.readUuid(in)), Wire.readBoolean(in));
  }

  static void encode(Response.Introduced introduced, ByteBuf out) {
    Wire.writeBoolean(out, introduced.known());
  }

  static Response.Introduced introduced(ByteBuf in) {
    return new Response.Introduced(Wire.readBoolean(in));
  }

  static void encode(Response.StatusDone status, ByteBuf out) {
    Wire.writeUuid(out, status.nodeId().value());
    Wire.writeEpoch(out, status.epoch());
    Wire.writeList(out, status.nodes(), ControlCodec::writeNodeStatus);
    Wire.writeList(out, status.tables(), ControlCodec::writeTableStatus);
    Wire.writeList(out, status.warnings(), Wire::writeString);
  }

  static Response.StatusDone status(ByteBuf in) {
    NodeId nodeId = new NodeId(Wire.readUuid(in));
    return new Response.StatusDone(
        nodeId,
        Wire.readEpoch(in),
        Wire.readList(in, NODE_STATUS_BYTES_MIN, ControlCodec::readNodeStatus),
        Wire.readList(in, TABLE_STATUS_BYTES_MIN, ControlCodec::readTableStatus),
        Wire.readList(in, WARNING_BYTES_MIN, Wire::readString));
  }

  private static void writeNodeStatus(ByteBuf out, Response.NodeStatus status) {
    Wire.writeUuid(out, status.id().value());
    Wire.writeBoolean(out, status.up());
    Wire.writeVarint(out, status.vnodes());
  }

  private static Response.NodeStatus readNodeStatus(ByteBuf in) {
    return new Response.NodeStatus(
        new NodeId(Wire.readUuid(in)), Wire.readBoolean(in), Wire.readInt(in));
  }

  private static void writeTableStatus(ByteBuf out, Response.TableStatus status) {
    Wire.writeVarint(out, status.tableId());
    Wire.writeVarint(out, status.memtableBytes());
    Wire.writeVarint(out, status.sstables());
    Wire.writeVarint(out, status.sstableBytes());
  }

  private static Response.TableStatus readTableStatus(ByteBuf in) {
    return new Response.TableStatus(
        Wire.readInt(in),
        Wire.readVarint(in, Long.MAX_VALUE),
        Wire.readInt(in),
        Wire.readVarint(in, Long.MAX_VALUE));
  }
}

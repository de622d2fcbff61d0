// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.Snapshot;
import java.util.List;

/** Requests for snapshots of a node's files, and their answers. */
final class SnapshotCodec {
  /** A name's length, and four numbers. */
  private static final int SNAPSHOT_BYTES_MIN = 5;

  /** Two names' lengths. */
  private static final int TABLE_NAME_BYTES_MIN = 2;

  private SnapshotCodec() {}

  static void encode(Request.TakeSnapshot take, ByteBuf out) {
    Wire.writeString(out, take.name());
    Wire.writeList(out, take.tables(), SchemaCodec::writeTableName);
  }

  static Request.TakeSnapshot take(ByteBuf in) {
    return new Request.TakeSnapshot(
        Wire.readString(in), Wire.readList(in, TABLE_NAME_BYTES_MIN, SchemaCodec::readTableName));
  }

  static void encode(Response.SnapshotTaken taken, ByteBuf out) {
    writeSnapshot(out, taken.snapshot());
  }

  static Response.SnapshotTaken taken(ByteBuf in) {
    return new Response.SnapshotTaken(readSnapshot(in));
  }

  static void encode(Response.SnapshotsDone done, ByteBuf out) {
    Wire.writeList(out, done.snapshots(), SnapshotCodec::writeSnapshot);
  }

  static Response.SnapshotsDone list(ByteBuf in) {
    List<Snapshot> snapshots = Wire.readList(in, SNAPSHOT_BYTES_MIN, SnapshotCodec::readSnapshot);
    return new Response.SnapshotsDone(snapshots);
  }

  static void encode(Request.DeleteSnapshot delete, ByteBuf out) {
    Wire.writeString(out, delete.name());
  }

  static Request.DeleteSnapshot delete(ByteBuf in) {
    return new Request.DeleteSnapshot(Wire.readString(in));
  }

  private static void writeSnapshot(ByteBuf out, Snapshot snapshot) {
    Wire.writeString(out, snapshot.name());
    Wire.writeVarint(out, snapshot.takenMillis());
    Wire.writeVarint(out, snapshot.tables());
    Wire.writeVarint(out, snapshot.files());
    Wire.writeVarint(out, snapshot.sizeBytes());
  }

  private static Snapshot readSnapshot(ByteBuf in) {
    return new Snapshot(
        Wire.readString(in),
        Wire.readVarint(in, Long.MAX_VALUE),
        Wire.readInt(in),
        Wire.readInt(in),
        Wire.readVarint(in, Long.MAX_VALUE));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.EndedCompaction;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ShardStatus;
import java.util.Arrays;

/** Requests for the state of a node's storage and about its compactions, and their answers. */
final class StorageCodec {
  /** Fourteen numbers, two counts, flags: of each a byte at the least. */
  private static final int SHARD_BYTES_MIN = 16;

  /** Four numbers. */
  private static final int RUNNING_BYTES_MIN = 4;

  /** Twelve numbers, and a text's length. */
  private static final int ENDED_BYTES_MIN = 13;

  /** Two names' lengths. */
  private static final int TABLE_NAME_BYTES_MIN = 2;

  private static final int PAUSED = 1;
  private static final int ROOM_IS_SCARCE = 2;

  private StorageCodec() {}

  static void encode(Response.StorageDone done, ByteBuf out) {
    Wire.writeList(out, done.shards(), StorageCodec::writeShard);
    Wire.writeVarint(out, done.compactionBytesPerSecond());
    Wire.writeVarint(out, done.compactionsWaitedMillis());
  }

  static Response.StorageDone storage(ByteBuf in) {
    return new Response.StorageDone(
        Wire.readList(in, SHARD_BYTES_MIN, StorageCodec::readShard), readLong(in), readLong(in));
  }

  static void encode(Request.FetchCompactions fetch, ByteBuf out) {
    Wire.writeVarint(out, fetch.limit());
  }

  static Request.FetchCompactions fetchCompactions(ByteBuf in) {
    return new Request.FetchCompactions(Wire.readInt(in));
  }

  static void encode(Response.CompactionsDone done, ByteBuf out) {
    Wire.writeList(out, done.ended(), StorageCodec::writeEnded);
  }

  static Response.CompactionsDone compactions(ByteBuf in) {
    return new Response.CompactionsDone(
        Wire.readList(in, ENDED_BYTES_MIN, StorageCodec::readEnded));
  }

  static void encode(Request.PauseCompactions pause, ByteBuf out) {
    Wire.writeBoolean(out, pause.paused());
    Wire.writeList(out, pause.tables(), SchemaCodec::writeTableName);
  }

  static Request.PauseCompactions pause(ByteBuf in) {
    return new Request.PauseCompactions(
        Wire.readBoolean(in), Wire.readList(in, TABLE_NAME_BYTES_MIN, SchemaCodec::readTableName));
  }

  static void encode(Request.RunCompactions run, ByteBuf out) {
    Wire.writeList(out, run.tables(), SchemaCodec::writeTableName);
  }

  static Request.RunCompactions run(ByteBuf in) {
    return new Request.RunCompactions(
        Wire.readList(in, TABLE_NAME_BYTES_MIN, SchemaCodec::readTableName));
  }

  private static void writeShard(ByteBuf out, ShardStatus status) {
    Wire.writeVarint(out, status.shard());
    ShardStatus.Compactions compactions = status.compactions();
    out.writeByte(
        (compactions.paused() ? PAUSED : 0) | (compactions.roomIsScarce() ? ROOM_IS_SCARCE : 0));
    Wire.writeAscending(
        out, compactions.pausedTables().stream().mapToInt(Integer::intValue).toArray());
    Wire.writeList(out, compactions.running(), StorageCodec::writeRunning);
    Wire.writeVarint(out, compactions.pendingJobs());
    Wire.writeVarint(out, compactions.pendingBytes());
    Wire.writeVarint(out, status.flushesWaiting());
    ShardStatus.Log log = status.log();
    Wire.writeVarint(out, log.segments());
    Wire.writeVarint(out, log.records());
    Wire.writeVarint(out, log.bytes());
    Wire.writeVarint(out, log.fsyncs());
    ShardStatus.Cache cache = status.cache();
    Wire.writeVarint(out, cache.bytes());
    Wire.writeVarint(out, cache.bytesMax());
    Wire.writeVarint(out, cache.hits());
    Wire.writeVarint(out, cache.misses());
    Wire.writeVarint(out, status.suspectSlices());
  }

  private static ShardStatus readShard(ByteBuf in) {
    int shard = Wire.readInt(in);
    int flags = Wire.readFlags(in, PAUSED | ROOM_IS_SCARCE);
    ShardStatus.Compactions compactions =
        new ShardStatus.Compactions(
            (flags & PAUSED) != 0,
            Arrays.stream(Wire.readAscending(in)).boxed().toList(),
            Wire.readList(in, RUNNING_BYTES_MIN, StorageCodec::readRunning),
            Wire.readInt(in),
            readLong(in),
            (flags & ROOM_IS_SCARCE) != 0);
    return new ShardStatus(
        shard,
        compactions,
        Wire.readInt(in),
        new ShardStatus.Log(Wire.readInt(in), readLong(in), readLong(in), readLong(in)),
        new ShardStatus.Cache(readLong(in), readLong(in), readLong(in), readLong(in)),
        Wire.readInt(in));
  }

  private static void writeRunning(ByteBuf out, ShardStatus.Running running) {
    Wire.writeVarint(out, running.tableId());
    Wire.writeVarint(out, running.files());
    Wire.writeVarint(out, running.bytesDone());
    Wire.writeVarint(out, running.bytesTotal());
  }

  private static ShardStatus.Running readRunning(ByteBuf in) {
    return new ShardStatus.Running(Wire.readInt(in), Wire.readInt(in), readLong(in), readLong(in));
  }

  private static void writeEnded(ByteBuf out, EndedCompaction ended) {
    Wire.writeVarint(out, ended.shard());
    Wire.writeVarint(out, ended.tableId());
    Wire.writeVarint(out, ended.startedMillis());
    Wire.writeVarint(out, ended.tookMillis());
    Wire.writeVarint(out, ended.filesIn());
    Wire.writeVarint(out, ended.filesOut());
    Wire.writeVarint(out, ended.bytesIn());
    Wire.writeVarint(out, ended.bytesOut());
    Wire.writeVarint(out, ended.cellsIn());
    Wire.writeVarint(out, ended.cellsOut());
    Wire.writeVarint(out, ended.tombstonesIn());
    Wire.writeVarint(out, ended.tombstonesOut());
    Wire.writeString(out, ended.problem());
  }

  private static EndedCompaction readEnded(ByteBuf in) {
    return new EndedCompaction(
        Wire.readInt(in),
        Wire.readInt(in),
        readLong(in),
        readLong(in),
        Wire.readInt(in),
        Wire.readInt(in),
        readLong(in),
        readLong(in),
        readLong(in),
        readLong(in),
        readLong(in),
        readLong(in),
        Wire.readString(in));
  }

  private static long readLong(ByteBuf in) {
    return Wire.readVarint(in, Long.MAX_VALUE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Which tables make up a shard, and from where on its log counts: what a start begins with. A
 * change is a new value, written whole; {@code docs/storage.md} has its bytes.
 *
 * @param logStart position of the log before which everything is in tables
 * @param nextFileId no table's file has this id or a greater one
 * @param files the tables, by file id; the value is the id of the table in the schema
 * @param dropped ids of dropped tables, and the position of the log when they were: what it holds
 *     of them before is not replayed
 */
record Manifest(
    long logStart, long nextFileId, Map<Long, Integer> files, Map<Integer, Long> dropped) {
  static final Manifest EMPTY = new Manifest(0, 1, Map.of(), Map.of());

  /** "RTMF" and the version of the format. */
  private static final long MAGIC = 0x52544D4600000001L;

  Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
  }

  /** After a flush: with new tables, and the log counted from later on. */
  Manifest flushed(Map<Long, Integer> added, long newLogStart, long newNextFileId) {
    Map<Long, Integer> all = new TreeMap<>(files);
    all.putAll(added);
    Map<Integer, Long> stillInLog = new TreeMap<>(dropped);
    stillInLog.values().removeIf(position -> position <= newLogStart);
    return new Manifest(newLogStart, Math.max(nextFileId, newNextFileId), all, stillInLog);
  }

  /** After a compaction: with one table in place of others. */
  Manifest compacted(Set<Long> removed, long fileId, int tableId) {
    Map<Long, Integer> all = new TreeMap<>(files);
    all.keySet().removeAll(removed);
    all.put(fileId, tableId);
    return new Manifest(logStart, Math.max(nextFileId, fileId + 1), all, dropped);
  }

  /** Without a table of the schema. */
  Manifest dropped(int tableId, long position) {
    Map<Long, Integer> left = new TreeMap<>(files);
    left.values().removeIf(id -> id == tableId);
    Map<Integer, Long> all = new TreeMap<>(dropped);
    all.put(tableId, position);
    return new Manifest(logStart, nextFileId, left, all);
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(36 + 12 * files.size() + 12 * dropped.size());
    out.putLong(MAGIC).putLong(logStart).putLong(nextFileId);
    out.putInt(files.size());
    new TreeMap<>(files).forEach((fileId, tableId) -> out.putLong(fileId).putInt(tableId));
    out.putInt(dropped.size());
    new TreeMap<>(dropped).forEach((tableId, position) -> out.putInt(tableId).putLong(position));
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return out.putInt((int) crc.getValue()).flip();
  }

  /**
   * Reads a manifest.
   *
   * @throws StorageException when it is not one, whole
   */
  static Manifest decode(ByteBuffer in, String path) {
    int length = in.remaining();
    CRC32C crc = new CRC32C();
    crc.update(in.slice(0, Math.max(0, length - 4)));
    if (length < 36 || in.getLong(0) != MAGIC || in.getInt(length - 4) != (int) crc.getValue()) {
      throw new StorageException(
          path + ": offset 0: expected a manifest with its checksum, found " + length + " bytes");
    }
    in.position(8);
    long logStart = in.getLong();
    long nextFileId = in.getLong();
    Map<Long, Integer> files = new TreeMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      files.put(in.getLong(), in.getInt());
    }
    Map<Integer, Long> dropped = new TreeMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      dropped.put(in.getInt(), in.getLong());
    }
    return new Manifest(logStart, nextFileId, files, dropped);
  }
}

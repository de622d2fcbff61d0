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
 * change is a new value, written whole; {@code docs/formats/manifest.md} has its bytes.
 *
 * @param logStart position of the log before which everything is in tables
 * @param nextFileId no table's file has this id or a greater one
 * @param files the tables, by file id
 * @param dropped ids of dropped tables, and the position of the log when they were: what it holds
 *     of them before is not replayed
 * @param purged ids of tables, and the timestamp below which deletions of theirs may have been
 *     forgotten for good
 * @param promisedUpTo no ballot with a greater counter was promised that is not kept elsewhere
 */
record Manifest(
    long logStart,
    long nextFileId,
    Map<Long, File> files,
    Map<Integer, Long> dropped,
    Map<Integer, Long> purged,
    long promisedUpTo) {
  static final Manifest EMPTY = new Manifest(0, 1, Map.of(), Map.of(), Map.of(), 0);

  /** "RTMF". */
  private static final int MAGIC = 0x52544D46;

  private static final int VERSION = 3;

  /** The version that tells neither what was purged nor what was promised. */
  private static final int VERSION_WITHOUT_PURGED = 2;

  /** The version whose files have no level either: they are all of level 0. */
  private static final int VERSION_WITHOUT_LEVELS = 1;

  /** Magic, version, log start, next file id, two counts and the checksum, in every version. */
  private static final int FIXED_BYTES = 4 + 4 + 8 + 8 + 4 + 4 + 4;

  /** File id, table id and level. */
  private static final int FILE_BYTES = 8 + 4 + 1;

  /** Table id, and position or timestamp. */
  private static final int DROPPED_BYTES = 4 + 8;

  /**
   * A table's file.
   *
   * @param tableId of the table in the schema
   * @param level 0 for files that may overlap others of their level
   */
  record File(int tableId, int level) {}

  Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    purged = Collections.unmodifiableSortedMap(new TreeMap<>(purged));
  }

  /** After a flush: with new tables in level 0, and the log counted from later on. */
  Manifest flushed(Map<Long, Integer> added, long newLogStart, long newNextFileId) {
    Map<Long, File> all = new TreeMap<>(files);
    added.forEach((fileId, tableId) -> all.put(fileId, new File(tableId, 0)));
    Map<Integer, Long> stillInLog = new TreeMap<>(dropped);
    stillInLog.values().removeIf(position -> position <= newLogStart);
    return new Manifest(
        newLogStart, Math.max(nextFileId, newNextFileId), all, stillInLog, purged, promisedUpTo);
  }

  /** After a compaction: with files in place of others. */
  Manifest replaced(Set<Long> removed, Map<Long, File> added, long newNextFileId) {
    Map<Long, File> all = new TreeMap<>(files);
    all.keySet().removeAll(removed);
    all.putAll(added);
    return new Manifest(
        logStart, Math.max(nextFileId, newNextFileId), all, dropped, purged, promisedUpTo);
  }

  /** After deletions of a table that are older than a timestamp may have been forgotten. */
  Manifest purged(int tableId, long olderThan) {
    if (olderThan <= purged.getOrDefault(tableId, 0L)) {
      return this;
    }
    Map<Integer, Long> all = new TreeMap<>(purged);
    all.put(tableId, olderThan);
    return new Manifest(logStart, nextFileId, files, dropped, all, promisedUpTo);
  }

  /** Before ballots up to a counter are promised. */
  Manifest promising(long counter) {
    return new Manifest(
        logStart, nextFileId, files, dropped, purged, Math.max(promisedUpTo, counter));
  }

  /** Of some files alone, with an empty log; what may be forgotten may be in them as well. */
  Manifest alone(Map<Long, Integer> some, long newNextFileId) {
    Manifest nothing =
        new Manifest(EMPTY.logStart, EMPTY.nextFileId, Map.of(), Map.of(), purged, promisedUpTo);
    return nothing.flushed(some, EMPTY.logStart, newNextFileId);
  }

  /** Without files that are damaged or gone. */
  Manifest lost(Set<Long> fileIds) {
    Map<Long, File> left = new TreeMap<>(files);
    left.keySet().removeAll(fileIds);
    return new Manifest(logStart, nextFileId, left, dropped, purged, promisedUpTo);
  }

  /** Without a table of the schema, and what is hidden beside it. */
  Manifest dropped(int tableId, long position) {
    Map<Long, File> left = new TreeMap<>(files);
    left.values().removeIf(file -> HiddenTables.owner(file.tableId()) == tableId);
    Map<Integer, Long> all = new TreeMap<>(dropped);
    all.put(tableId, position);
    Map<Integer, Long> stillPurged = new TreeMap<>(purged);
    stillPurged.keySet().removeIf(id -> HiddenTables.owner(id) == tableId);
    return new Manifest(logStart, nextFileId, left, all, stillPurged, promisedUpTo);
  }

  ByteBuffer encode() {
    ByteBuffer out =
        ByteBuffer.allocate(
            FIXED_BYTES
                + FILE_BYTES * files.size()
                + DROPPED_BYTES * dropped.size()
                + 4
                + DROPPED_BYTES * purged.size()
                + 8);
    out.putInt(MAGIC).putInt(VERSION).putLong(logStart).putLong(nextFileId);
    out.putInt(files.size());
    files.forEach(
        (fileId, file) -> out.putLong(fileId).putInt(file.tableId()).put((byte) file.level()));
    out.putInt(dropped.size());
    dropped.forEach((tableId, position) -> out.putInt(tableId).putLong(position));
    out.putInt(purged.size());
    purged.forEach((tableId, olderThan) -> out.putInt(tableId).putLong(olderThan));
    out.putLong(promisedUpTo);
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
    if (length < FIXED_BYTES
        || in.getInt(0) != MAGIC
        || in.getInt(length - 4) != (int) crc.getValue()) {
      throw new StorageException(
          path
              + ": offset 0: expected a manifest with its checksum, found "
              + length
              + " bytes; nothing else says which files are the shard's data: put the folder back"
              + " from a backup, or replace the node");
    }
    int version = in.getInt(4);
    if (version < VERSION_WITHOUT_LEVELS || version > VERSION) {
      throw new StorageException(
          path + ": offset 4: expected a manifest of version 1 to 3, found " + version);
    }
    in.position(8);
    long logStart = in.getLong();
    long nextFileId = in.getLong();
    Map<Long, File> files = new TreeMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      long fileId = in.getLong();
      int tableId = in.getInt();
      files.put(fileId, new File(tableId, version == VERSION_WITHOUT_LEVELS ? 0 : in.get()));
    }
    Map<Integer, Long> dropped = new TreeMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      dropped.put(in.getInt(), in.getLong());
    }
    Map<Integer, Long> purged = new TreeMap<>();
    for (int left = version <= VERSION_WITHOUT_PURGED ? 0 : in.getInt(); left > 0; left--) {
      purged.put(in.getInt(), in.getLong());
    }
    long promisedUpTo = version <= VERSION_WITHOUT_PURGED ? 0 : in.getLong();
    return new Manifest(logStart, nextFileId, files, dropped, purged, promisedUpTo);
  }
}

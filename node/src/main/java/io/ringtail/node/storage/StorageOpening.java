// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.storage.log.LogException;
import io.ringtail.node.storage.log.LogReplay;
import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.partition.TimestampRange;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableFormat;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is on disk of a shard, read at its start: manifest, tables and log. Blocks. */
record StorageOpening(
    Manifest manifest,
    List<SsTable> tables,
    Suspects suspects,
    Generation replayed,
    LogReplay.Segments segments,
    long nextFileId,
    long greatestTimestamp) {

  /**
   * Reads a shard's folder; creates it where there is none, and deletes what a crash left behind.
   * What is damaged is passed over, once it is durable that something is suspect.
   *
   * @param memory for what is replayed
   * @param archives whether segments of the log are kept until they are archived
   * @throws StorageException when it cannot be read, or its manifest is damaged
   */
  static StorageOpening of(Disk disk, String folder, ChunkPool memory, boolean archives) {
    try {
      disk.createFolders(folder);
      Manifest named = manifest(disk, folder);
      SuspectFile file = new SuspectFile(disk, folder);
      Suspects[] suspects = {file.read()};
      LostTables lost = new LostTables(disk, folder);
      List<SsTable> tables = new ArrayList<>();
      TimestampRange timestamps = new TimestampRange();
      for (long fileId : named.files().keySet()) {
        SsTable table = lost.open(fileId);
        if (table != null) {
          tables.add(table);
          timestamps.add(table.statistics().timestampMax());
        }
      }
      Manifest manifest = named.lost(lost.fileIds());
      if (!lost.fileIds().isEmpty()) {
        suspects[0] = file.add(suspects[0], lost.suspects(), lost.details());
        ManifestStore.write(disk, folder, manifest);
        lost.putAside();
      }
      Generation replayed = new Generation(manifest.logStart(), memory);
      PartitionScanner scanner = new PartitionScanner();
      LogReplay.Segments segments =
          new LogReplay(disk, folder)
              .replay(
                  manifest.logStart(),
                  archives,
                  (tableId, key, content) -> {
                    if (!manifest.dropped().containsKey(HiddenTables.owner(tableId))) {
                      scanner.scan(content);
                      timestamps.add(Math.max(0, scanner.timestampMax()));
                      Mutation mutation = new Mutation(tableId, key, content);
                      replayed.merge(mutation, Token.hash(key), scanner);
                    }
                  },
                  (slices, details) ->
                      suspects[0] = file.add(suspects[0], Suspects.of(slices), details));
      long nextFileId = deleteLeftOver(disk, folder, manifest);
      return new StorageOpening(
          manifest, tables, suspects[0], replayed, segments, nextFileId, timestamps.max());
    } catch (LogException damaged) {
      throw new StorageException(String.valueOf(damaged.getMessage()), damaged);
    } catch (MalformedException malformed) {
      throw new StorageException(folder + ": the log holds " + malformed.getMessage(), malformed);
    } catch (IOException failure) {
      throw new StorageException("cannot read " + folder + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * Reads the manifest; a folder that has neither one nor anything else is new, and gets one, so
   * that a lost manifest is not taken for a shard without data; before that it is told that nothing
   * is suspect, so that the loss of this is not taken for good news.
   */
  private static Manifest manifest(Disk disk, String folder) throws IOException {
    if (ManifestStore.exists(disk, folder)) {
      // What the manifest does not name is deleted only if the manifest is there after a crash,
      // too.
      disk.syncFolder(folder);
      return ManifestStore.read(disk, folder);
    }
    for (String name : disk.list(folder)) {
      if (TableFormat.isTableFile(name) || LogReplay.isSegment(name)) {
        throw new StorageException(
            folder
                + ": expected a manifest beside "
                + name
                + ", found none; nothing else says which files are the shard's data: put the folder"
                + " back from a backup, or replace the node");
      }
    }
    new SuspectFile(disk, folder).write(Suspects.NONE);
    ManifestStore.write(disk, folder, Manifest.EMPTY);
    return Manifest.EMPTY;
  }

  /** Deletes tables that the manifest does not name; returns an id above all ever used. */
  private static long deleteLeftOver(Disk disk, String folder, Manifest manifest)
      throws IOException {
    long nextFileId = manifest.nextFileId();
    for (String name : disk.list(folder)) {
      if (!TableFormat.isTableFile(name)) {
        continue;
      }
      long fileId = TableFormat.fileIdOf(name);
      nextFileId = Math.max(nextFileId, fileId + 1);
      if (!manifest.files().containsKey(fileId) || !name.equals(TableFormat.fileName(fileId))) {
        disk.delete(folder + "/" + name);
      }
    }
    return nextFileId;
  }
}

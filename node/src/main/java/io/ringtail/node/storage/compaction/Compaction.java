// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.sstable.DirectSource;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableMerge;
import io.ringtail.node.storage.sstable.TableWriter;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Merges several tables into one. */
public final class Compaction {
  private final Disk disk;
  private final String folder;
  private final BooleanSupplier stopped;

  /**
   * Prepares compactions in a folder.
   *
   * @param stopped asked now and then; thread-safe
   */
  public Compaction(Disk disk, String folder, BooleanSupplier stopped) {
    this.disk = disk;
    this.folder = folder;
    this.stopped = stopped;
  }

  /**
   * Writes a table with all that some tables say. Nothing is purged: tombstones stay, and cells
   * that expired long ago become tombstones. Blocks.
   *
   * @param fileId of the new table
   * @param expiredMillis by when a cell must have expired for that
   */
  public SsTable run(List<SsTable> tables, long fileId, long expiredMillis) throws IOException {
    List<PartitionCursor> cursors = new ArrayList<>();
    try {
      for (SsTable table : tables) {
        cursors.add(table.cursor(0, DirectSource.INSTANCE));
      }
      int tableId = tables.getFirst().statistics().tableId();
      NewTable merged = new NewTable(fileId, tableId, Compression.LZ4);
      try (TableWriter writer = new TableWriter(disk, folder, merged)) {
        new TableMerge(writer, expiredMillis, stopped).write(cursors);
        writer.finish();
      }
    } catch (UncheckedIOException damaged) {
      throw damaged.getCause();
    }
    return SsTable.open(disk, folder, fileId);
  }
}

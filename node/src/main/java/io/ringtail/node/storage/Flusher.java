// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.memtable.Memtable;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableMerge;
import io.ringtail.node.storage.sstable.TableWriter;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes frozen memtables to tables, one generation at a time. Confined to the loop. */
final class Flusher {
  /** A full disk is tried again after this. */
  private static final long RETRY_MILLIS = 500;

  /** What a flush reads and where it writes. */
  record Place(
      Disk disk,
      String folder,
      Clock clock,
      ScheduledExecutorService loop,
      ChosenOptions options) {}

  private final Place place;
  private final Background background;
  private final StorageFailure failure;
  private boolean stopped;

  Flusher(Place place, Background background, StorageFailure failure) {
    this.place = place;
    this.background = background;
    this.failure = failure;
  }

  /** No flush begins any more. */
  void stop() {
    stopped = true;
  }

  /**
   * Writes a generation's memtables, each to a table; tries again while the disk is full.
   *
   * @param firstFileId the first of as many file ids as there are memtables
   * @param done gets the tables, which are open, and durable under their names
   */
  void flush(Generation generation, long firstFileId, Consumer<List<SsTable>> done) {
    if (stopped || failure.failed()) {
      return;
    }
    Map<Integer, Memtable> memtables = new HashMap<>(generation.memtables());
    Map<Integer, Compression> compressions = new HashMap<>();
    for (int tableId : memtables.keySet()) {
      compressions.put(tableId, place.options().of(tableId).compression());
    }
    background.run(
        () -> write(memtables, compressions, firstFileId),
        (tables, cause) -> {
          if (tables != null) {
            done.accept(tables);
          } else if (cause instanceof DiskFullException) {
            var _ =
                place
                    .loop()
                    .schedule(
                        () -> flush(generation, firstFileId, done),
                        RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
          } else if (cause != null) {
            failure.fail("cannot flush memtables in " + place.folder(), cause);
          }
        });
  }

  private List<SsTable> write(
      Map<Integer, Memtable> memtables, Map<Integer, Compression> compressions, long firstFileId)
      throws IOException {
    List<SsTable> tables = new ArrayList<>();
    long fileId = firstFileId;
    try {
      for (Map.Entry<Integer, Memtable> entry : memtables.entrySet()) {
        int tableId = entry.getKey();
        Compression compression = compressions.getOrDefault(tableId, Compression.LZ4);
        tables.add(write(new NewTable(fileId++, tableId, compression), entry.getValue()));
      }
      return tables;
    } catch (IOException | RuntimeException incomplete) {
      for (SsTable table : tables) {
        table.close();
      }
      throw incomplete;
    }
  }

  private SsTable write(NewTable table, Memtable memtable) throws IOException {
    try (TableWriter writer = new TableWriter(place.disk(), place.folder(), table)) {
      TableMerge.writeAll(writer, List.of(memtable.cursor(0)));
      writer.finish();
    }
    return SsTable.open(place.disk(), place.folder(), table.fileId());
  }
}

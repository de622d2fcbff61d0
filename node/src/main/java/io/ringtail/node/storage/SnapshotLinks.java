// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.snapshot.SnapshotFolders;
import io.ringtail.node.snapshot.SnapshotSource;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives a shard's tables their second names in snapshots. Beside them lie a manifest of the shard
 * that names just them, and what is suspect, so that the folder can be put in the place of the
 * shard's as it is. Confined to the loop.
 */
final class SnapshotLinks {
  private final Flusher.Place place;
  private final Background background;
  private final TableSet tables;
  private final SuspectSet suspects;
  private final ManifestStore manifests;

  SnapshotLinks(
      Flusher.Place place,
      Background background,
      TableSet tables,
      SuspectSet suspects,
      ManifestStore manifests) {
    this.place = place;
    this.background = background;
    this.tables = tables;
    this.suspects = suspects;
    this.manifests = manifests;
  }

  /**
   * Links the files of tables; completes on the loop when the links are durable.
   *
   * @param nextFileId no file has this id or a greater one
   */
  CompletableFuture<List<SnapshotFile>> link(String name, IntPredicate tableIds, long nextFileId) {
    Suspects known = suspects.current();
    Manifest manifest = manifests.current();
    List<SsTable> picked = new ArrayList<>();
    for (int tableId : tables.tableIds()) {
      if (tableIds.test(tableId)) {
        picked.addAll(tables.of(tableId));
      }
    }
    picked.forEach(tables::retain);
    CompletableFuture<List<SnapshotFile>> linked = new CompletableFuture<>();
    background.run(
        () -> write(name, picked, known, manifest, nextFileId),
        (files, cause) -> {
          picked.forEach(tables::release);
          complete(linked, files, cause);
        });
    return linked;
  }

  private List<SnapshotFile> write(
      String name, List<SsTable> picked, Suspects known, Manifest manifest, long nextFileId)
      throws IOException {
    String folder = SnapshotFolders.begin(place.disk(), name, place.folder());
    List<SnapshotSource> sources = new ArrayList<>();
    Map<Long, Integer> files = new TreeMap<>();
    for (SsTable table : picked) {
      int tableId = table.statistics().tableId();
      files.put(table.fileId(), tableId);
      sources.add(
          new SnapshotSource(place.folder(), TableFormat.fileName(table.fileId()), tableId));
    }
    List<SnapshotFile> linked = SnapshotFolders.link(place.disk(), folder, sources);
    // What may be lacking in the tables is lacking in the snapshot, too.
    new SuspectFile(place.disk(), folder).write(known);
    ManifestStore.write(place.disk(), folder, manifest.alone(files, nextFileId));
    return linked;
  }

  private static <T> void complete(
      CompletableFuture<T> future, @Nullable T result, @Nullable Exception cause) {
    if (result != null) {
      future.complete(result);
    } else {
      future.completeExceptionally(
          cause == null ? new IllegalStateException("no result and no failure") : cause);
    }
  }
}

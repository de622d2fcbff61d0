// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots in a data folder: each is a folder with one of second names of files for each
 * shard, and a manifest that is written last. One without a manifest is not there: it was begun, or
 * its deletion was, and it goes with the next start. Every method blocks; thread-safe as long as
 * nobody else works on the same snapshot.
 */
public final class SnapshotFolders {
  static final String ROOT = "snapshots";
  private static final String MANIFEST = "manifest";

  private final Disk disk;

  public SnapshotFolders(Disk disk) {
    this.disk = disk;
  }

  private static String folder(String name) {
    return ROOT + "/" + name;
  }

  private static String manifest(String name) {
    return folder(name) + "/" + MANIFEST;
  }

  /** Whether a snapshot is there, complete. */
  public boolean exists(String name) throws IOException {
    return disk.exists(manifest(name));
  }

  /**
   * The folder in which a snapshot keeps files of a shard; empty on return, whatever an attempt
   * before has left there.
   */
  public static String begin(Disk disk, String name, String shardFolder) throws IOException {
    String folder = folder(name) + "/" + shardFolder;
    disk.createFolders(folder);
    for (String left : disk.list(folder)) {
      disk.delete(folder + "/" + left);
    }
    return folder;
  }

  /** Gives files their second names in a folder; they are durable once that is synced. */
  public static List<SnapshotFile> link(Disk disk, String folder, List<SnapshotSource> sources)
      throws IOException {
    List<SnapshotFile> files = new ArrayList<>();
    for (SnapshotSource source : sources) {
      String path = folder + "/" + source.name();
      disk.link(source.folder() + "/" + source.name(), path);
      files.add(SnapshotFile.of(disk, path, source));
    }
    return files;
  }

  /** Writes the manifest of a snapshot whose files are durable: it is there from then on. */
  public void complete(SnapshotManifest complete) throws IOException {
    disk.createFolders(folder(complete.name()));
    String temporary = manifest(complete.name()) + ".tmp";
    try (DiskFile file = disk.openForWrite(temporary)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(complete.encode()), 0);
      file.force();
    }
    disk.rename(temporary, manifest(complete.name()));
    disk.syncFolder(folder(complete.name()));
  }

  /** All snapshots, by name. */
  public List<SnapshotManifest> list() throws IOException {
    List<SnapshotManifest> all = new ArrayList<>();
    for (String name : disk.list(ROOT)) {
      if (exists(name)) {
        all.add(read(name));
      }
    }
    return all;
  }

  private SnapshotManifest read(String name) throws IOException {
    String path = manifest(name);
    try (DiskFile file = disk.openForRead(path)) {
      byte[] bytes = new byte[(int) file.sizeBytes()];
      file.read(ByteBuffer.wrap(bytes), 0);
      return SnapshotManifest.decode(bytes, path);
    }
  }

  /**
   * Deletes a snapshot, or what there is of one. The manifest goes first, for certain: after a
   * death on the way nobody takes the rest for whole.
   */
  public void delete(String name) throws IOException {
    String folder = folder(name);
    if (disk.exists(manifest(name))) {
      disk.delete(manifest(name));
      disk.syncFolder(folder);
    }
    for (String entry : disk.list(folder)) {
      String path = folder + "/" + entry;
      for (String file : disk.list(path)) {
        disk.delete(path + "/" + file);
      }
      disk.delete(path);
    }
    disk.delete(folder);
  }

  /** Deletes what was begun and not completed, or not deleted to the end. */
  public void deleteIncomplete() throws IOException {
    for (String name : disk.list(ROOT)) {
      if (!exists(name)) {
        delete(name);
      }
    }
  }
}

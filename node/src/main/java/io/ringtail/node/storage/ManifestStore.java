// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The manifest in force and its file. Changes are made in their order, and are durable before they
 * count; what waits while one is written is written together. Confined to the loop.
 */
final class ManifestStore {
  private static final String NAME = "manifest";

  /** A full disk is tried again after this. */
  private static final long RETRY_MILLIS = 500;

  private record Change(UnaryOperator<Manifest> change, Runnable done) {}

  private final Disk disk;
  private final String folder;
  private final Background background;
  private final ScheduledExecutorService loop;
  private final StorageFailure failure;
  private final Deque<Change> waiting = new ArrayDeque<>();
  private Manifest current;
  private boolean writing;
  private boolean stopped;

  ManifestStore(
      Disk disk,
      String folder,
      Background background,
      ScheduledExecutorService loop,
      StorageFailure failure,
      Manifest current) {
    this.disk = disk;
    this.folder = folder;
    this.background = background;
    this.loop = loop;
    this.failure = failure;
    this.current = current;
  }

  /** Whether a shard's folder has a manifest. Blocks. */
  static boolean exists(Disk disk, String folder) throws IOException {
    return disk.exists(folder + "/" + NAME);
  }

  /** Reads a shard's manifest. Blocks. */
  static Manifest read(Disk disk, String folder) throws IOException {
    String path = folder + "/" + NAME;
    try (DiskFile file = disk.openForRead(path)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
      file.read(bytes, 0);
      return Manifest.decode(bytes.flip(), path);
    }
  }

  /** Whether a file in a shard's folder is its manifest. */
  static boolean isManifest(String name) {
    return name.equals(NAME);
  }

  Manifest current() {
    return current;
  }

  /** What the disk had no room for is not tried again. */
  void stop() {
    stopped = true;
  }

  /** Makes a change durable, puts it in force, and then runs something. */
  void change(UnaryOperator<Manifest> change, Runnable done) {
    waiting.addLast(new Change(change, done));
    writeNext();
  }

  private void tryAgain() {
    if (!stopped) {
      writeNext();
    }
  }

  private void writeNext() {
    if (waiting.isEmpty() || writing || failure.failed()) {
      return;
    }
    writing = true;
    List<Change> together = List.copyOf(waiting);
    Manifest all = current;
    for (Change each : together) {
      all = each.change().apply(all);
    }
    Manifest changed = all;
    background.run(
        () -> {
          write(disk, folder, changed);
          return changed;
        },
        (written, cause) -> {
          if (cause instanceof DiskFullException) {
            writing = false;
            var _ = loop.schedule(this::tryAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
          } else if (cause != null) {
            failure.fail("cannot write the manifest in " + folder, cause);
          } else {
            current = changed;
            together.forEach(waiting::remove);
            together.forEach(change -> change.done().run());
            writing = false; // only now: what was asked for meanwhile comes after all of these
            writeNext();
          }
        });
  }

  /** Puts a manifest in the place of the one before, durably. Blocks. */
  static void write(Disk disk, String folder, Manifest manifest) throws IOException {
    String temporary = folder + "/" + NAME + ".tmp";
    try (DiskFile file = disk.openForWrite(temporary)) {
      file.truncate(0);
      file.write(manifest.encode(), 0);
      file.force();
    }
    disk.rename(temporary, folder + "/" + NAME);
    disk.syncFolder(folder);
  }
}

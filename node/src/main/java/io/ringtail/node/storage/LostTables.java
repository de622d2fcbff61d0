// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableFormat;
import io.ringtail.node.storage.sstable.TokenRange;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Opens the tables of a shard, and knows of those that cannot be. Blocks. */
final class LostTables {
  /** A disk that cannot be read for a moment is not taken for one that lost its bytes. */
  private static final int ATTEMPTS_MAX = 5;

  private final Disk disk;
  private final String folder;
  private final Set<Long> fileIds = new TreeSet<>();
  private final List<String> details = new ArrayList<>();
  private Suspects suspects = Suspects.NONE;

  LostTables(Disk disk, String folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Opens a table; null when it is damaged or gone. */
  @Nullable SsTable open(long fileId) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return SsTable.open(disk, folder, fileId);
      } catch (NoSuchFileException gone) {
        lose(fileId, "expected " + folder + "/" + TableFormat.fileName(fileId) + ", found none");
        return null;
      } catch (DamagedException damaged) {
        if (!damaged.isUnreadable() || attempt == ATTEMPTS_MAX) {
          lose(fileId, String.valueOf(damaged.getMessage()));
          return null;
        }
      }
    }
  }

  private void lose(long fileId, String detail) {
    fileIds.add(fileId);
    details.add(detail);
    TokenRange tokens = SsTable.tokensOf(disk, folder, fileId);
    suspects = suspects.with(tokens == null ? Suspects.all() : Suspects.of(tokens));
  }

  Set<Long> fileIds() {
    return fileIds;
  }

  /** What they may have held. */
  Suspects suspects() {
    return suspects;
  }

  /** What is expected and found where, a line for each. */
  List<String> details() {
    return details;
  }

  /** Gives their files another name, once the manifest does not name them any more. */
  void putAside() throws IOException {
    for (long fileId : fileIds) {
      String path = folder + "/" + TableFormat.fileName(fileId);
      if (disk.exists(path)) {
        disk.rename(path, path + TableFormat.DAMAGED_SUFFIX);
      }
    }
    disk.syncFolder(folder);
  }
}

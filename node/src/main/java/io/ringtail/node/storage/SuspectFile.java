// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in a shard's folder that says what is suspect. A shard has it from the beginning, so
 * that its loss is damage, too: then everything is suspect. All of it blocks.
 */
final class SuspectFile {
  private static final Logger LOG = LoggerFactory.getLogger(SuspectFile.class);
  private static final String NAME = "suspects";

  private final Disk disk;
  private final String folder;

  SuspectFile(Disk disk, String folder) {
    this.disk = disk;
    this.folder = folder;
  }

  String folder() {
    return folder;
  }

  /** Reads what is suspect; everything is, durably, where the file is lost or damaged. */
  Suspects read() throws IOException {
    String path = folder + "/" + NAME;
    try (DiskFile file = disk.openForRead(path)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
      file.read(bytes, 0);
      Suspects suspects = Suspects.decode(bytes.flip(), path);
      if (!suspects.isEmpty()) {
        warn(List.of("an earlier start or read found damage"));
      }
      return suspects;
    } catch (NoSuchFileException lost) {
      return add(Suspects.NONE, Suspects.all(), List.of("expected " + path + ", found none"));
    } catch (StorageException damaged) {
      return add(Suspects.NONE, Suspects.all(), List.of(String.valueOf(damaged.getMessage())));
    }
  }

  /** Adds what has become suspect, durably, and says so to the operator. */
  Suspects add(Suspects known, Suspects more, List<String> details) throws IOException {
    Suspects all = known.with(more);
    write(all);
    warn(details);
    return all;
  }

  void warn(List<String> details) {
    LOG.warn(
        "{}: some of what was acknowledged is lost: {}; the vnodes that this may concern answer no"
            + " reads here until they are rebuilt from the other replicas, and take writes;"
            + " 'ringtail status' shows how many there are",
        folder,
        String.join("; ", details));
  }

  /** Puts what is suspect in the place of what was, durably. */
  void write(Suspects suspects) throws IOException {
    String temporary = folder + "/" + NAME + ".tmp";
    try (DiskFile file = disk.openForWrite(temporary)) {
      file.truncate(0);
      file.write(suspects.encode(), 0);
      file.force();
    }
    disk.rename(temporary, folder + "/" + NAME);
    disk.syncFolder(folder);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The file that holds a folder's {@link Identity}: four lines for people to read, and a checksum.
 */
public final class IdentityFile {
  static final String FILE = "identity";
  private static final String FILE_NEW = "identity.new";
  private static final String FIRST_LINE = "ringtail identity 1";

  /** Far above the length of five short lines. */
  private static final int BYTES_MAX = 4_096;

  private IdentityFile() {}

  /**
   * Reads a folder's identity; empty where it has none yet.
   *
   * @throws MetadataException when it is damaged
   */
  public static Optional<Identity> read(Disk disk) throws IOException {
    if (!disk.exists(FILE)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
    try (DiskFile file = disk.openForRead(FILE)) {
      file.read(bytes, 0);
    }
    return Optional.of(parse(StandardCharsets.UTF_8.decode(bytes.flip()).toString()));
  }

  /** Gives a folder its identity; durable on return. */
  public static void write(Disk disk, Identity identity) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(format(identity));
    try (DiskFile file = disk.openForWrite(FILE_NEW)) {
      file.truncate(0);
      file.write(bytes, 0);
      file.force();
    }
    disk.rename(FILE_NEW, FILE);
    disk.syncFolder("");
  }

  static String format(Identity identity) {
    String lines =
        FIRST_LINE
            + "\ncluster "
            + identity.clusterId()
            + "\nnode "
            + identity.nodeId()
            + "\nshards "
            + identity.shards()
            + "\n";
    return lines + "crc32c " + checksum(lines) + "\n";
  }

  private static Identity parse(String text) {
    List<String> lines = text.lines().toList();
    int last = text.lastIndexOf("crc32c ");
    if (lines.size() != 5
        || !lines.getFirst().equals(FIRST_LINE)
        || last < 0
        || !text.substring(last).strip().equals("crc32c " + checksum(text.substring(0, last)))) {
      throw new MetadataException(
          "file " + FILE + " in the data folder is damaged, or not of this version of Ringtail");
    }
    return new Identity(
        new ClusterId(UUID.fromString(field(lines.get(1), "cluster"))),
        new NodeId(UUID.fromString(field(lines.get(2), "node"))),
        Integer.parseInt(field(lines.get(3), "shards")));
  }

  private static String field(String line, String name) {
    if (!line.startsWith(name + " ")) {
      throw new MetadataException(
          "file " + FILE + " in the data folder says '" + line + "' in place of " + name);
    }
    return line.substring(name.length() + 1);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}

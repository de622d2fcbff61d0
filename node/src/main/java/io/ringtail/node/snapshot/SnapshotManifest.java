// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import io.ringtail.protocol.message.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a snapshot holds; its file is text, which {@code docs/formats/snapshot.md} describes.
 *
 * @param takenMillis by the node's wall clock
 */
public record SnapshotManifest(
    String name, long takenMillis, List<SnapshotTable> tables, List<SnapshotFile> files) {
  private static final String HEADER = "ringtail snapshot 1";

  public SnapshotManifest {
    tables = List.copyOf(tables);
    files = List.copyOf(files);
  }

  /** What is told of it. */
  public Snapshot summary() {
    long bytes = files.stream().mapToLong(SnapshotFile::sizeBytes).sum();
    return new Snapshot(name, takenMillis, tables.size(), files.size(), bytes);
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    text.append(HEADER).append('\n');
    text.append("name ").append(name).append('\n');
    text.append("taken ").append(takenMillis).append('\n');
    for (SnapshotTable table : tables) {
      text.append("table ").append(table.id()).append(' ').append(table.name());
      text.append(' ').append(table.definition()).append('\n');
    }
    for (SnapshotFile file : files) {
      text.append("file ").append(file.folder()).append(' ').append(file.name()).append(' ');
      text.append(file.tableId()).append(' ').append(file.sizeBytes()).append(' ');
      text.append(String.format("%08x", file.tailChecksum())).append('\n');
    }
    String lines = text.toString();
    return (lines + "crc32c " + String.format("%08x", checksum(lines)) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException when it is not one, whole
   */
  static SnapshotManifest decode(byte[] bytes, String path) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int last = text.lastIndexOf("crc32c ");
    if (last < 0
        || !text.startsWith(HEADER + "\n")
        || !text.substring(last)
            .equals("crc32c " + String.format("%08x", checksum(text.substring(0, last))) + "\n")) {
      throw new IOException(
          path
              + ": offset 0: expected a snapshot's manifest with its checksum, found "
              + bytes.length
              + " bytes");
    }
    String name = "";
    long taken = 0;
    List<SnapshotTable> tables = new ArrayList<>();
    List<SnapshotFile> files = new ArrayList<>();
    for (String line : text.substring(HEADER.length() + 1, last).split("\n", -1)) {
      String[] words = line.split(" ", 4);
      switch (words[0]) {
        case "name" -> name = words[1];
        case "taken" -> taken = Long.parseLong(words[1]);
        case "table" ->
            tables.add(new SnapshotTable(Integer.parseInt(words[1]), words[2], words[3]));
        case "file" -> {
          String[] parts = line.split(" ", -1);
          files.add(
              new SnapshotFile(
                  parts[1],
                  parts[2],
                  Integer.parseInt(parts[3]),
                  Long.parseLong(parts[4]),
                  Integer.parseUnsignedInt(parts[5], 16)));
        }
        default -> {
          // the end of the last line
        }
      }
    }
    return new SnapshotManifest(name, taken, tables, files);
  }

  private static int checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}

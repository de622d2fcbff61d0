// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.CompactionStrategy.TimeWindow;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotFoldersTest {
  private static final Table ORDERS =
      new Table(
          3,
          new TableName("shop", "orders"),
          new Epoch(5),
          List.of(
              Column.partition(0, "id", ScalarType.UUID),
              Column.clustering(1, "at", ScalarType.TIMESTAMP, true),
              Column.regular(2, "sum", ScalarType.DECIMAL)),
          new TableOptions(
              60_000,
              new TimeWindow(3_600_000),
              Compression.ZSTD,
              new Grace(5_000),
              PlainWrites.STRICT));

  private static final SnapshotManifest MONDAY =
      new SnapshotManifest(
          "monday",
          1_700_000_000_000L,
          List.of(SnapshotTable.of(ORDERS), SnapshotTable.unknown(9)),
          List.of(new SnapshotFile("shard-0", "7.sst", 3, 81_920, 0xA1B2C3)));

  private static final String TEXT =
      """
      ringtail snapshot 1
      name monday
      taken 1700000000000
      table 3 shop.orders CREATE TABLE "shop"."orders" ("id" UUID, "at" TIMESTAMP, "sum" DECIMAL,\
       PRIMARY KEY (("id"), "at")) WITH CLUSTERING ORDER BY ("at" DESC) AND default_ttl = 60\
       AND compaction = 'time-window' AND compaction_window = 3600 AND compression = 'zstd'\
       AND tombstone_gc = 'grace' AND gc_grace_seconds = 5 AND writes = 'strict'
      table 9 ?\s
      file shard-0 7.sst 3 81920 00a1b2c3
      """;

  private final MemoryDisk disk = new MemoryDisk();
  private final SnapshotFolders folders = new SnapshotFolders(disk);

  @Test
  void manifestIsTextThatIsReadBack() throws IOException {
    byte[] bytes = MONDAY.encode();
    assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith(TEXT).contains("\ncrc32c ");
    assertThat(SnapshotManifest.decode(bytes, "m")).isEqualTo(MONDAY);
  }

  @Test
  void manifestThatIsDamagedAnywhereIsRefused() {
    byte[] whole = MONDAY.encode();
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      assertThatThrownBy(() -> SnapshotManifest.decode(damaged, "m"))
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("m: offset 0");
      byte[] cut = java.util.Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> SnapshotManifest.decode(cut, "m")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesThatAreLinkedOutliveTheirFirstNames() throws IOException {
    disk.put("shard-0/7.sst", new byte[5_000]);
    String folder = SnapshotFolders.begin(disk, "monday", "shard-0");
    SnapshotSource source = new SnapshotSource("shard-0", "7.sst", 3);
    List<SnapshotFile> files = SnapshotFolders.link(disk, folder, List.of(source));
    assertThat(folders.exists("monday")).isFalse();
    // Once more, as after an attempt that was given up.
    assertThat(SnapshotFolders.begin(disk, "monday", "shard-0")).isEqualTo(folder);
    assertThat(SnapshotFolders.link(disk, folder, List.of(source))).isEqualTo(files);
    folders.complete(new SnapshotManifest("monday", 1, List.of(), files));
    disk.delete("shard-0/7.sst");
    folders.deleteIncomplete();
    assertThat(folders.list()).extracting(SnapshotManifest::files).containsExactly(files);
    assertThat(disk.bytes("snapshots/monday/shard-0/7.sst")).hasSize(5_000);
    folders.delete("monday");
    assertThat(disk.list("snapshots")).isEmpty();
    assertThat(folders.list()).isEmpty();
  }

  @Test
  void whatIsNotCompleteIsDeleted() throws IOException {
    disk.put("shard-0/7.sst", new byte[5]);
    String folder = SnapshotFolders.begin(disk, "begun", "shard-0");
    SnapshotFolders.link(disk, folder, List.of(new SnapshotSource("shard-0", "7.sst", 3)));
    disk.put("snapshots/begun/manifest.tmp", new byte[5]);
    folders.complete(MONDAY);
    folders.deleteIncomplete();
    assertThat(disk.list("snapshots")).containsExactly("monday");
    assertThat(disk.bytes("shard-0/7.sst")).hasSize(5);
  }

  @Test
  void namesStayInTheirFolder() {
    for (String name : List.of("", ".", "..", "a/b", "../x", ".hidden", "a b", "x".repeat(201))) {
      assertThatThrownBy(() -> SnapshotName.check(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no name for a snapshot");
    }
    assertThat(SnapshotName.check("2026-01-02_a.b")).isEqualTo("2026-01-02_a.b");
    assertThat(SnapshotName.of("dropped-1-" + "x".repeat(300))).hasSize(200);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.TableWriter;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.time.Timestamp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SsTableCommandTest {
  private static final int PARTITIONS = 500;
  private static final Version VERSION =
      new Version(Timestamp.ofMillis(1_700_000_000_000L), 0xAB, 0);

  @TempDir private Path folder;
  private Path file = Path.of("");
  private String printed = "";

  private static byte[] key(int number) {
    return ("key" + number).getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void writeTable() throws IOException {
    SortedMap<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
    for (int i = 0; i < PARTITIONS; i++) {
      keys.put(Token.hash(key(i)), key(i));
    }
    try (FileDisk disk = FileDisk.open(folder.resolve("shard"));
        TableWriter writer = new TableWriter(disk, ".", new NewTable(0x1F, 7, Compression.NONE))) {
      for (byte[] key : keys.values()) {
        writer.add(Token.hash(key), key, PartitionCodec.encode(partition(key)), false);
      }
      writer.finish();
    }
    file = folder.resolve("shard/000000000000001f.sst");
  }

  private static PartitionData partition(byte[] key) {
    Cell value = new Cell(1, VERSION, key, Expiry.NEVER);
    Cell deleted = Cell.tombstone(2, VERSION);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(value, deleted));
    return new PartitionData(null, List.of(), List.of(row));
  }

  private int run(String... arguments) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new RingtailNode())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    printed = out.toString();
    return status;
  }

  private void damage(int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aGoodTableIsVerifiedAndItsStatisticsPlotted() {
    assertThat(run("sstable", "verify", file.toString())).isZero();
    assertThat(printed).contains("000000000000001f.sst: good");
    assertThat(run("sstable", "stats", file.toString())).isZero();
    assertThat(printed)
        .contains("500 partitions, 500 rows, 0 INSERT marks, 500 cells of columns {1, 2}")
        .contains("500, 0 of rows, 0 of ranges and partitions")
        .contains("2023-11-14T22:13:")
        .contains("500 ########################################");
  }

  @Test
  void partitionsArePrintedAsText() {
    assertThat(run("sstable", "dump", "--limit", "3", file.toString())).isZero();
    assertThat(printed.lines().filter(line -> line.startsWith("partition "))).hasSize(3);
    String token = String.format("%016x", Token.hash(key(77)));
    assertThat(run("sstable", "dump", "--token", token, file.toString())).isZero();
    assertThat(printed)
        .startsWith("partition " + token + " key 6b65793737 \"key77\"\n  row -\n")
        .contains("column 1 = 6b65793737 \"key77\" at 2023-11-14T22:13:20Z")
        .contains("column 2 deleted at 2023");
  }

  @Test
  void damageIsToldAndTheRestSalvaged() throws IOException {
    damage(5_000);
    assertThat(run("sstable", "verify", file.toString())).isEqualTo(1);
    assertThat(printed).contains("lost: tokens ").contains("offset 24: expected checksum");
    Path to = folder.resolve("salvaged");
    assertThat(run("sstable", "scrub", file.toString(), "--to", to.toString())).isEqualTo(1);
    assertThat(printed).contains("of 500 partitions written");
    Path salvaged = to.resolve("000000000000001f.sst");
    assertThat(run("sstable", "verify", salvaged.toString())).isZero();
    assertThat(run("sstable", "dump", salvaged.toString())).isZero();
    long left = printed.lines().filter(line -> line.startsWith("partition ")).count();
    // 8 KiB of about 30 bytes each are lost.
    assertThat(left).isBetween(200L, 400L);
  }

  @Test
  void aTableThatCannotBeOpenedIsSalvagedBlockByBlock() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    Path to = folder.resolve("salvaged");
    assertThat(run("sstable", "scrub", file.toString(), "--to", to.toString())).isEqualTo(1);
    assertThat(printed)
        .contains("cannot be opened: ")
        .contains("lost: tokens ")
        .contains(" to ffffffffffffffff: 000000000000001f.sst: offset ")
        .contains("expected an index, found ")
        .contains("bytes that are no block")
        .contains("of ? partitions written");
    Path salvaged = to.resolve("000000000000001f.sst");
    assertThat(run("sstable", "verify", salvaged.toString())).isZero();
    assertThat(run("sstable", "stats", salvaged.toString())).isZero();
    assertThat(printed).contains("table       7, file 31");
    assertThat(run("sstable", "scrub", file.toString(), "--to", to.toString())).isEqualTo(2);
    assertThat(printed).contains("is there already");
  }

  @Test
  void aFileThatAStartPutAsideIsSalvaged() throws IOException {
    damage(Math.toIntExact(Files.size(file)) - 1);
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    Files.move(file, aside);
    Path to = folder.resolve("salvaged");
    assertThat(run("sstable", "scrub", aside.toString(), "--to", to.toString())).isEqualTo(1);
    assertThat(printed).contains(": 500 of 500 partitions written").doesNotContain("lost");
    assertThat(run("sstable", "verify", to.resolve("000000000000001f.sst").toString())).isZero();
  }

  @Test
  void theTableHasToBeSaidWhereTheFileDoesNotTellIt() throws IOException {
    damage(3);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 300));
    Path to = folder.resolve("salvaged");
    assertThat(run("sstable", "scrub", file.toString(), "--to", to.toString())).isEqualTo(2);
    assertThat(printed).contains("say it with --table");
    String[] command = {"sstable", "scrub", file.toString(), "--to", to.toString(), "--table", "9"};
    assertThat(run(command)).isEqualTo(1);
    assertThat(run("sstable", "stats", to.resolve("000000000000001f.sst").toString())).isZero();
    assertThat(printed).contains("table       9, file 31").contains("500 partitions");
  }

  @Test
  void whatIsNoTableIsRefused() throws IOException {
    assertThat(run("sstable", "verify", folder.resolve("x.txt").toString())).isEqualTo(2);
    assertThat(run("sstable", "polish", file.toString())).isEqualTo(2);
    assertThat(run("sstable")).isEqualTo(2);
    assertThat(run("sstable", "dump", "--token", "xyz", file.toString())).isEqualTo(2);
    Path absent = folder.resolve("0000000000000001.sst");
    assertThat(run("sstable", "stats", absent.toString())).isEqualTo(1);
    damage(Math.toIntExact(Files.size(file)) - 1);
    assertThat(run("sstable", "stats", file.toString())).isEqualTo(1);
    assertThat(printed).contains("expected magic");
  }
}

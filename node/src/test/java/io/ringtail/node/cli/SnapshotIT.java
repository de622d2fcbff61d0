// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.node.embedded.EmbeddedCluster;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a running node: by command, by truncation, and back by hand. */
@Timeout(120)
class SnapshotIT {
  private static final TableName NAME = new TableName("default", "kept");
  private static final int ROWS = 300;
  private static final RequestOptions PATIENT =
      RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(10));

  private record Ended(int status, String out, String err) {}

  @TempDir Path data;

  private static Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      return new Ended(RingtailNode.run(arguments), out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  private static void putAll(KeyValueTable<String, String> table, String value) throws Exception {
    for (int i = 0; i < ROWS; i++) {
      table.put("key" + i, value, PATIENT).toCompletableFuture().get();
    }
  }

  private static void assertAll(KeyValueTable<String, String> table, String value)
      throws Exception {
    for (int i = 0; i < ROWS; i++) {
      assertThat(table.get("key" + i, PATIENT).toCompletableFuture().get()).isEqualTo(value);
    }
  }

  private static KeyValueTable<String, String> create(Session session) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            NAME,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
    return session.keyValueTable(NAME, String.class, String.class);
  }

  /** What docs/operations.md tells to do, shard by shard. */
  private static void restore(Path node, String snapshot) throws IOException {
    try (Stream<Path> shards = Files.list(node.resolve("snapshots").resolve(snapshot))) {
      for (Path kept : shards.filter(Files::isDirectory).toList()) {
        Path shard = node.resolve(String.valueOf(kept.getFileName()));
        try (Stream<Path> files = Files.list(shard)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        try (Stream<Path> files = Files.list(kept)) {
          for (Path file : files.toList()) {
            Files.copy(file, shard.resolve(String.valueOf(file.getFileName())));
          }
        }
      }
    }
  }

  @Test
  void nodeGoesBackToASnapshotByHand() throws Exception {
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("snapshot").nodes(1).shards(2).data(data).start();
        Session session =
            Ringtail.open(SessionOptions.of(cluster.contactPoints())).toCompletableFuture().get()) {
      KeyValueTable<String, String> table = create(session);
      String node = cluster.contactPoints().getFirst().toString();
      assertThat(run("snapshot", "list", node).out()).isEqualTo("no snapshots\n");
      putAll(table, "old");
      Ended created = run("snapshot", "create", "monday", node);
      assertThat(created.status()).as(created.err()).isZero();
      assertThat(created.out()).contains("SNAPSHOT", "monday", "FILES");
      putAll(table, "new");
      assertAll(table, "new");
      assertThat(run("snapshot", "create", "monday", node))
          .matches(ended -> ended.status() == 1 && ended.err().contains("delete it first"));
      assertThat(run("snapshot", "create", "../up", node))
          .matches(ended -> ended.status() == 1 && ended.err().contains("no name for a snapshot"));
      assertThat(run("snapshot", "create", "t", node, "--table", "missing"))
          .matches(ended -> ended.err().contains("no table default.missing"));
      cluster.stop(0);
      restore(data.resolve("node-1"), "monday");
      cluster.restart(0);
      assertAll(table, "old");
      putAll(table, "newest");
      assertAll(table, "newest");
      assertThat(run("snapshot", "delete", "monday", node).status()).isZero();
      assertThat(run("snapshot", "delete", "monday", node).err()).contains("no snapshot monday");
      assertThat(run("snapshot", "list", node).out()).isEqualTo("no snapshots\n");
      assertThat(data.resolve("node-1/snapshots/monday")).doesNotExist();
    }
  }

  @Test
  void truncatedAndDroppedTablesAreKeptUnlessConfiguredOtherwise() throws Exception {
    for (boolean kept : new boolean[] {true, false}) {
      Path folder = data.resolve(String.valueOf(kept));
      try (EmbeddedCluster cluster =
              EmbeddedCluster.builder("keeps-" + kept)
                  .nodes(1)
                  .data(folder)
                  .set("node.auto_snapshot", String.valueOf(kept))
                  .start();
          Session session =
              Ringtail.open(SessionOptions.of(cluster.contactPoints()))
                  .toCompletableFuture()
                  .get()) {
        KeyValueTable<String, String> table = create(session);
        putAll(table, "value");
        int id = session.table(NAME).schema().id();
        session.changeBlocking(new SchemaChange.TruncateTable(NAME));
        assertAll(table, null);
        putAll(table, "after");
        assertAll(table, "after");
        session.changeBlocking(new SchemaChange.DropTable(NAME, false));
        String node = cluster.contactPoints().getFirst().toString();
        String wanted = "dropped-" + (id + 1) + "-default.kept";
        String listed = run("snapshot", "list", node).out();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (kept && !listed.contains(wanted) && System.nanoTime() < end) {
          listed = run("snapshot", "list", node).out();
        }
        if (kept) {
          assertThat(listed).contains("truncated-" + id + "-default.kept", wanted);
          assertThat(Files.readString(folder.resolve("node-1/snapshots/" + wanted + "/manifest")))
              .contains("CREATE TABLE \"default\".\"kept\" (\"k\" VARCHAR, \"v\" VARCHAR");
        } else {
          assertThat(listed).isEqualTo("no snapshots\n");
        }
      }
    }
  }

  /** The files that the tables of a node's shards have now. */
  private static List<Path> tableFiles(Path node) throws IOException {
    List<Path> found = new ArrayList<>();
    for (int shard = 0; Files.exists(node.resolve("shard-" + shard)); shard++) {
      try (Stream<Path> files = Files.list(node.resolve("shard-" + shard))) {
        files.filter(file -> file.toString().endsWith(".sst")).forEach(found::add);
      }
    }
    return found;
  }

  private static Object inode(Path file) throws IOException {
    return Objects.requireNonNull(Files.getAttribute(file, "unix:ino"));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void snapshotsAreSecondNamesOfTheFilesWhichOutliveTruncationAndDropping() throws Exception {
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("links").nodes(1).shards(2).data(data).start();
        Session session =
            Ringtail.open(SessionOptions.of(cluster.contactPoints())).toCompletableFuture().get()) {
      KeyValueTable<String, String> table = create(session);
      String address = cluster.contactPoints().getFirst().toString();
      Path node = data.resolve("node-1");
      putAll(table, "first");
      assertThat(run("snapshot", "create", "monday", address).status()).isZero();
      Map<Object, Path> before = new HashMap<>();
      for (Path file : tableFiles(node)) {
        before.put(inode(file), file);
        Path kept = node.resolve("snapshots/monday").resolve(node.relativize(file));
        assertThat(inode(kept)).isEqualTo(inode(file));
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(2);
      }
      assertThat(before).hasSize(2);
      int id = session.table(NAME).schema().id();
      session.changeBlocking(new SchemaChange.TruncateTable(NAME));
      assertAll(table, null);
      Path truncated = node.resolve("snapshots/truncated-" + id + "-default.kept");
      await(() -> tableFiles(node).isEmpty() && Files.exists(truncated.resolve("manifest")));
      for (Map.Entry<Object, Path> each : before.entrySet()) {
        Path kept = truncated.resolve(node.relativize(each.getValue()));
        assertThat(inode(kept)).isEqualTo(each.getKey());
        // The table's own name is gone; those in both snapshots are left.
        assertThat(Files.getAttribute(kept, "unix:nlink")).isEqualTo(2);
        assertThat(run("sstable", "verify", kept.toString()).status()).isZero();
      }
      putAll(table, "second");
      session.changeBlocking(new SchemaChange.DropTable(NAME, false));
      Path dropped = node.resolve("snapshots/dropped-" + (id + 1) + "-default.kept");
      await(() -> tableFiles(node).isEmpty() && Files.exists(dropped.resolve("manifest")));
      // What was in memtables only is in the snapshot, too.
      assertThat(valuesIn(dropped)).hasSize(ROWS).allMatch("second"::equals);
      assertThat(valuesIn(truncated)).hasSize(ROWS).allMatch("first"::equals);
      cluster.restart(0);
      assertThat(valuesIn(dropped)).hasSize(ROWS);
      assertThat(tableFiles(node)).isEmpty();
    }
  }

  private static List<String> valuesIn(Path snapshot) throws IOException {
    List<String> values = new ArrayList<>();
    try (Stream<Path> files = Files.walk(snapshot)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
        Ended dumped = run("sstable", "dump", file.toString());
        assertThat(dumped.status()).isZero();
        dumped
            .out()
            .lines()
            .filter(line -> line.contains("column 1 = "))
            .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
            .forEach(values::add);
      }
    }
    return values;
  }

  @Test
  void withoutAutomaticSnapshotsTheFilesGo() throws Exception {
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("no-links")
                .nodes(1)
                .data(data)
                .set("node.auto_snapshot", "false")
                .start();
        Session session =
            Ringtail.open(SessionOptions.of(cluster.contactPoints())).toCompletableFuture().get()) {
      KeyValueTable<String, String> table = create(session);
      String address = cluster.contactPoints().getFirst().toString();
      Path node = data.resolve("node-1");
      for (boolean truncates : new boolean[] {true, false}) {
        putAll(table, "value");
        assertThat(run("snapshot", "create", "flushed", address).status()).isZero();
        assertThat(run("snapshot", "delete", "flushed", address).status()).isZero();
        assertThat(tableFiles(node)).isNotEmpty();
        session.changeBlocking(
            truncates
                ? new SchemaChange.TruncateTable(NAME)
                : new SchemaChange.DropTable(NAME, false));
        await(() -> tableFiles(node).isEmpty());
      }
      assertThat(run("snapshot", "list", address).out()).isEqualTo("no snapshots\n");
    }
  }
}

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
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compactions of a running node, seen and steered by command, over its socket. */
@Timeout(120)
class CompactionIT {
  private static final TableName NAME = new TableName("default", "merged");
  private static final TableName OTHER = new TableName("default", "other");
  private static final int ROWS = 200;
  private static final RequestOptions PATIENT =
      RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(10));

  private record Ended(int status, String out, String err) {
    /** The words of the lines that have all of some words, two spaces or more apart. */
    List<List<String>> rows(String... words) {
      return out.lines()
          .filter(line -> List.of(words).stream().allMatch(line::contains))
          .map(line -> List.of(line.split(" {2,}")))
          .toList();
    }
  }

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

  private static Ended done(String... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.status()).as(ended.err()).isZero();
    return ended;
  }

  private static KeyValueTable<String, String> create(Session session, TableName name) {
    session.changeBlocking(
        new SchemaChange.CreateTable(
            name,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
    return session.keyValueTable(name, String.class, String.class);
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

  /** Makes a file of the memtables of each shard, as a snapshot does. */
  private static void flush(String node, String snapshot) {
    done("snapshot", "create", snapshot, node);
  }

  private static void awaitRows(int count, String node, String... words) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Ended status = done("compaction", "history", node);
    while (status.rows(words).size() < count && System.nanoTime() < end) {
      status = done("compaction", "history", node);
    }
    assertThat(status.rows(words)).as(status.out()).hasSizeGreaterThanOrEqualTo(count);
  }

  /** Each of the two shards has one merge of four files to do; the writes shared some fsyncs. */
  private static void checkPaused(Ended status) {
    assertThat(status.out()).contains("paused by name: default.merged");
    assertThat(status.rows("idle"))
        .hasSize(2)
        .allMatch(row -> row.get(2).equals("1"))
        .allMatch(row -> !row.get(3).equals("0 B"))
        .allMatch(row -> Double.parseDouble(row.get(6)) >= 0.5)
        .allMatch(row -> row.getLast().equals("0"));
  }

  @Test
  void compactionsAreSeenHaltedResumedAndAskedFor() throws Exception {
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("compaction").nodes(1).shards(2).data(data).start();
        Session session =
            Ringtail.open(SessionOptions.of(cluster.contactPoints())).toCompletableFuture().get()) {
      KeyValueTable<String, String> table = create(session, NAME);
      create(session, OTHER);
      String node = cluster.contactPoints().getFirst().toString();
      assertThat(done("compaction", "history", node).out()).startsWith("no compaction has ended");
      assertThat(done("compaction", "status", node).rows("idle"))
          .hasSize(2)
          .allMatch(row -> row.get(2).equals("0"));

      done("compaction", "pause", node, "--table", "merged");
      for (int file = 0; file < 4; file++) {
        putAll(table, "value" + file);
        flush(node, "file" + file);
      }
      assertThat(run("compaction", "run", node, "--table", "merged"))
          .matches(ended -> ended.status() == 1)
          .matches(ended -> ended.err().contains("default.merged are paused on this node"));
      checkPaused(done("compaction", "status", node));

      done("compaction", "resume", node);
      assertThat(done("compaction", "status", node).out()).contains("paused by name");
      done("compaction", "resume", node, "--table", "default.merged");
      awaitRows(2, node, "default.merged", "4 -> 1", "done");
      Ended after = done("compaction", "status", node);
      assertThat(after.out()).doesNotContain("paused");
      assertThat(after.rows("idle")).allMatch(row -> row.get(2).equals("0"));
      assertAll(table, "value3");

      putAll(table, "newest");
      done("compaction", "run", node);
      // By shard: the file of the merge before, and the one that the memtable has become.
      Ended history = done("compaction", "history", node);
      assertThat(history.rows("default.merged", "2 -> 1", "done")).hasSize(2);
      int cells =
          history.rows("2 -> 1").stream()
              .mapToInt(
                  row -> Integer.parseInt(row.get(6).substring(row.get(6).indexOf("-> ") + 3)))
              .sum();
      assertThat(cells).isEqualTo(ROWS);
      assertThat(done("compaction", "history", node, "--limit", "1").out().lines()).hasSize(2);
      assertAll(table, "newest");

      done("compaction", "pause", node);
      assertThat(done("compaction", "status", node).rows("paused")).hasSize(2);
      cluster.stop(0);
      cluster.restart(0);
      assertAll(table, "newest");
      assertThat(done("compaction", "status", node).rows("idle")).hasSize(2);
    }
  }

  @Test
  void whatCannotBeDoneIsToldInALine() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("told").nodes(1).start()) {
      String node = cluster.contactPoints().getFirst().toString();
      for (String command : new String[] {"pause", "resume", "run"}) {
        assertThat(run("compaction", command, node, "--table", "missing"))
            .matches(ended -> ended.status() == 1)
            .matches(ended -> ended.err().contains("there is no table default.missing"));
        assertThat(run("compaction", command, node, "--table", "No Name").status())
            .isEqualTo(RingtailNode.EXIT_USAGE);
      }
      assertThat(run("compaction", "history", node, "--limit", "0"))
          .matches(ended -> ended.status() == RingtailNode.EXIT_USAGE)
          .matches(ended -> ended.err().contains("--limit is 0, at least 1"));
      done("compaction", "run", node, "--wait", "20");
      assertThat(done("compaction", "status", node).out()).contains("SHARD", "idle");
      assertThat(done("compaction", "status", "--help").out()).contains("HOST:PORT");
    }
  }
}

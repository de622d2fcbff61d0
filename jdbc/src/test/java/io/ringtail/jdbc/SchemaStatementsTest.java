// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.jdbc.fake.FakeCluster;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DDL, full scans, EXPLAIN, and statements that outlive a schema. */
final class SchemaStatementsTest {
  private Db db;

  @BeforeEach
  void open() throws SQLException {
    db = new Db();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  private static void assertState(ThrowingCallable call, String state, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo(state);
              assertThat(java.util.Arrays.asList(words)).allMatch(e.getMessage()::contains);
            });
  }

  @Test
  void createsAndDropsTables() throws SQLException {
    db.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
    assertState(() -> db.run("CREATE TABLE T (id INT PRIMARY KEY)"), "42S01", "exists");
    db.run("CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)", "DROP TABLE t");
    assertState(() -> db.query("SELECT * FROM t"), "42S02");
    db.run("DROP TABLE IF EXISTS t;");
  }

  @Test
  void createsKeyspaces() throws SQLException {
    db.run(
        "CREATE KEYSPACE shop WITH replication_factor = 1",
        "CREATE TABLE shop.items (id BIGINT PRIMARY KEY, value DOUBLE)",
        "INSERT INTO shop.items (id, value) VALUES (1, 2.5)");
    assertState(() -> db.run("CREATE KEYSPACE shop"), "42P06", "shop");
    assertState(() -> db.run("CREATE KEYSPACE k WITH copies = 1"), "42000", "replication_factor");
    db.connection.setSchema("SHOP");
    assertThat(db.query("SELECT value FROM items WHERE id = 1")).containsExactly("2.5");
    db.run("DROP TABLE items", "DROP KEYSPACE shop");
    assertState(() -> db.query("SELECT * FROM shop.items"), "3F000");
  }

  @Test
  void placesKeyspacesInDataCenters() throws SQLException {
    db.run(
        "CREATE KEYSPACE wide WITH replication = {'east': 3, 'west': 2} AND home = 'east'",
        "CREATE KEYSPACE others WITH REPLICATION ="
            + " { 'class' : 'NetworkTopologyStrategy' , 'east' : 2 , 'replication_factor' : 1 }");
    Keyspace wide = db.cluster.schema().keyspace("wide").orElseThrow();
    assertThat(wide.replication()).hasToString("east:3,west:2");
    assertThat(wide.home()).isEqualTo("east");
    Keyspace others = db.cluster.schema().keyspace("others").orElseThrow();
    assertThat(others.replication()).hasToString("default:1,east:2");
    assertThat(others.home()).isNull();
    for (String wrong :
        List.of(
            "replication = 3",
            "replication = {'east': 0}",
            "replication = {'east': 'three'}",
            "replication = {'class': 'Everywhere', 'east': 1}",
            "replication = {'class': 'SimpleStrategy'}",
            "replication = {'the east': 1}",
            "replication_factor = 1 AND home = 3")) {
      assertState(() -> db.run("CREATE KEYSPACE k WITH " + wrong), "22023");
    }
    assertState(() -> db.run("CREATE KEYSPACE k WITH replication = {}"), "42601");
  }

  @Test
  void refusesTablesThatMakeNoSense() {
    assertState(() -> db.run("CREATE TABLE t (id INT)"), "42000", "PRIMARY KEY");
    assertState(() -> db.run("CREATE TABLE t (id INT PRIMARY KEY, PRIMARY KEY (id))"), "42000");
    assertState(() -> db.run("CREATE TABLE t (id INT, PRIMARY KEY (x))"), "42S22", "x");
    assertState(() -> db.run("CREATE TABLE t (id INT PRIMARY KEY, ID TEXT)"), "42S21");
    assertState(() -> db.run("CREATE TABLE t (id MONEY PRIMARY KEY)"), "42804", "MONEY");
    assertState(() -> db.run("CREATE TABLE nowhere.t (id INT PRIMARY KEY)"), "3F000", "nowhere");
    assertState(
        () -> db.run("CREATE TABLE t (id INT PRIMARY KEY) WITH CLUSTERING ORDER BY (id DESC)"),
        "42000",
        "id");
    assertState(() -> db.run("CREATE TABLE t (\"a b\" INT PRIMARY KEY)"), "42601", "a b");
  }

  @Test
  void defaultTtlIsTheTables() throws SQLException {
    db.run("CREATE TABLE t (id INT PRIMARY KEY) WITH default_ttl = 5", "INSERT INTO t VALUES (1)");
    assertThat(db.query("SELECT * FROM t")).containsExactly("1");
    db.cluster.advanceMillis(5_000);
    assertThat(db.query("SELECT * FROM t")).isEmpty();
  }

  private TableOptions optionsOf(String table) {
    return db.cluster.schema().table(new TableName("default", table)).orElseThrow().options();
  }

  @Test
  void tablesHaveTheOptionsThatAreNamed() throws SQLException {
    db.run(
        "CREATE TABLE a (id INT PRIMARY KEY)",
        "CREATE TABLE b (id INT PRIMARY KEY) WITH compaction = 'leveled' AND compression = 'zstd'"
            + " AND tombstone_gc = 'grace' AND gc_grace_seconds = 60 AND default_ttl = 5"
            + " AND writes = 'strict'",
        "CREATE TABLE c (id INT, n INT, PRIMARY KEY (id, n)) WITH CLUSTERING ORDER BY (n DESC)"
            + " AND compaction = 'size-tiered' AND compaction_files_min = 8");
    assertThat(optionsOf("a")).isEqualTo(TableOptions.DEFAULT);
    assertThat(optionsOf("b"))
        .isEqualTo(
            new TableOptions(
                5_000,
                new CompactionStrategy.Leveled(64 << 20),
                Compression.ZSTD,
                new TombstoneGc.Grace(60_000),
                PlainWrites.STRICT));
    assertThat(optionsOf("c").compaction()).isEqualTo(new CompactionStrategy.SizeTiered(8));
  }

  @Test
  void altersWhatIsNamedAndNothingElse() throws SQLException {
    db.run(
        "CREATE TABLE t (id INT PRIMARY KEY) WITH compression = 'none' AND default_ttl = 5",
        "ALTER TABLE t WITH compaction = 'time-window' AND compaction_window = '6 hours'");
    assertThat(optionsOf("t"))
        .isEqualTo(
            TableOptions.DEFAULT
                .withDefaultTtlMillis(5_000)
                .withCompression(Compression.NONE)
                .withCompaction(new CompactionStrategy.TimeWindow(21_600_000)));
    db.run(
        "ALTER TABLE \"default\".t WITH default_ttl = 0 AND compaction = 'time-window'"
            + " AND compaction_window = 90",
        "ALTER TABLE IF EXISTS missing WITH compression = 'lz4'");
    assertThat(optionsOf("t").defaultTtlMillis()).isZero();
    assertThat(optionsOf("t").compaction()).isEqualTo(new CompactionStrategy.TimeWindow(90_000));
    assertState(() -> db.run("ALTER TABLE missing WITH compression = 'lz4'"), "42S02", "missing");
    assertState(() -> db.run("ALTER TABLE t"), "42601");
  }

  @Test
  void refusesOptionsThatMakeNoSense() throws SQLException {
    db.run("CREATE TABLE t (id INT PRIMARY KEY)");
    assertState(
        () -> db.run("ALTER TABLE t WITH caching = 'all'"),
        "42000",
        "caching",
        "compaction_window",
        "compression",
        "gc_grace_seconds",
        "default_ttl");
    assertState(
        () -> db.run("ALTER TABLE t WITH compaction = 'sideways'"),
        "22023",
        "'size-tiered', 'leveled', 'time-window'");
    assertState(
        () -> db.run("ALTER TABLE t WITH compression = 5"), "22023", "'lz4', 'zstd', 'none'");
    assertState(
        () -> db.run("ALTER TABLE t WITH compaction_window = 90"),
        "42000",
        "compaction = 'time-window'");
    assertState(
        () -> db.run("ALTER TABLE t WITH compaction = 'leveled' AND compaction_files_min = 8"),
        "42000",
        "compaction = 'size-tiered'");
    assertState(
        () -> db.run("ALTER TABLE t WITH gc_grace_seconds = 8"), "42000", "tombstone_gc = 'grace'");
    for (String value : List.of("59", "'59 s'", "367 * 24", "'400 days'", "'soon'", "''", "1.5")) {
      assertState(
          () ->
              db.run(
                  "ALTER TABLE t WITH compaction = 'time-window' AND compaction_window = " + value),
          value.contains("*") ? "42601" : "22023");
    }
    assertState(
        () -> db.run("ALTER TABLE t WITH compression = 'lz4' AND compression = 'zstd'"),
        "42000",
        "twice");
    assertState(() -> db.run("ALTER TABLE t WITH default_ttl = -1"), "22023", "0 to");
    assertThat(optionsOf("t")).isEqualTo(TableOptions.DEFAULT);
  }

  @Test
  void truncatesTablesUnderStatementsThatArePrepared() throws SQLException {
    db.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'a')");
    try (PreparedStatement select = db.connection.prepareStatement("SELECT v FROM t WHERE id = ?");
        PreparedStatement insert =
            db.connection.prepareStatement("INSERT INTO t VALUES (?, 'b')")) {
      for (String truncate : List.of("TRUNCATE TABLE t", "truncate \"default\".t;")) {
        select.setInt(1, 1);
        try (ResultSet result = select.executeQuery()) {
          assertThat(Db.texts(result)).hasSize(1);
        }
        db.run(truncate);
        try (ResultSet result = select.executeQuery()) {
          assertThat(Db.texts(result)).isEmpty();
        }
        insert.setInt(1, 1);
        assertThat(insert.executeUpdate()).isEqualTo(1);
        try (ResultSet result = select.executeQuery()) {
          assertThat(Db.texts(result)).containsExactly("b");
        }
      }
    }
    assertState(() -> db.run("TRUNCATE missing"), "42S02", "missing");
  }

  @Test
  void fullScansHaveToBeAllowed() throws SQLException {
    FakeCluster cluster = new FakeCluster();
    try (Db strict = new Db(cluster, "jdbc:ringtail://127.0.0.1")) {
      strict.run("CREATE TABLE t (a INT, b INT, v TEXT, PRIMARY KEY ((a, b)))");
      for (String sql :
          List.of(
              "SELECT * FROM t",
              "SELECT * FROM t WHERE a = 1",
              "SELECT COUNT(*) FROM t",
              "SELECT * FROM t WHERE a = 1 OR b = 2",
              "SELECT x.v FROM t x JOIN t y ON x.a = y.a WHERE x.a = 1 AND x.b = 2")) {
        assertState(() -> strict.query(sql), "42R01", "default.t", "fullScans=allow");
      }
      assertState(() -> strict.query("SELECT v FROM t WHERE a = 1"), "42R01", "key column b");
      assertThat(strict.query("SELECT * FROM t WHERE a = 1 AND b = 2")).isEmpty();
      assertThat(strict.query("SELECT COUNT(*) FROM t WHERE a = 1 AND b = 2")).containsExactly("0");
      assertThat(strict.query("EXPLAIN PLAN FOR SELECT * FROM t").toString())
          .contains("full scan of default.t");
    }
  }

  @Test
  void explainsWhatIsRead() throws SQLException {
    db.run("CREATE TABLE t (a INT, b INT, v TEXT, PRIMARY KEY (a, b))");
    assertThat(db.query("EXPLAIN PLAN FOR SELECT v FROM t WHERE a = 1 AND b = ?").toString())
        .contains("point read of default.t: a = 1 and b = ?0");
    assertThat(db.query("EXPLAIN PLAN FOR SELECT v FROM t WHERE a = 1 AND b > 2").toString())
        .contains("slice of one partition of default.t: a = 1 and b > 2");
    assertThat(db.query("EXPLAIN PLAN FOR SELECT COUNT(*) FROM t WHERE a = 1").toString())
        .contains("EnumerableAggregate", "slice of one partition of default.t: a = 1");
    assertThat(db.query("EXPLAIN PLAN FOR DELETE FROM t WHERE a = 1 AND b = 2").toString())
        .contains("DELETE default.t by key");
  }

  @Test
  void preparedStatementsOutliveTheTableTheyWerePlannedFor() throws SQLException {
    db.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'a')");
    try (PreparedStatement select =
        db.connection.prepareStatement("SELECT v FROM t WHERE id = ?")) {
      select.setInt(1, 1);
      try (ResultSet result = select.executeQuery()) {
        assertThat(Db.texts(result)).containsExactly("a");
      }
      db.run("DROP TABLE t");
      assertState(select::executeQuery, "42S02");
      db.run("CREATE TABLE t (id INT PRIMARY KEY, n INT, v INT)", "INSERT INTO t VALUES (1, 0, 5)");
      try (ResultSet result = select.executeQuery()) {
        assertThat(Db.texts(result)).containsExactly("5");
      }
    }
  }

  @Test
  void keywordsOfOurGrammarStayNames() throws SQLException {
    db.run(
        "CREATE TABLE words (key TEXT PRIMARY KEY, value TEXT, ttl INT, keyspace INT, text TEXT,"
            + " day INT, at INT, year INT)",
        "INSERT INTO words (key, value, ttl, keyspace, text, day, at, year)"
            + " VALUES ('k', 'v', 1, 2, 't', 3, 4, 5)");
    assertThat(
            db.query(
                "SELECT value, ttl, keyspace, text, day, at, w.year FROM words w"
                    + " WHERE key = 'k'"))
        .containsExactly("v,1,2,t,3,4,5");
    assertThat(
            db.query(
                "SELECT EXTRACT(DAY FROM TIMESTAMP '2026-02-03 00:00:00'), YEAR(DATE '2026-02-03'),"
                    + " POSITION('b' IN 'abc'), CAST(INTERVAL '2' DAY AS INT)"))
        .containsExactly("3,2026,2,2");
    assertThat(db.query("SELECT value, COUNT(*) FROM words GROUP BY value")).containsExactly("v,1");
  }
}

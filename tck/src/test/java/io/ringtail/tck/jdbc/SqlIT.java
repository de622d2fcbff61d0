// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.node.embedded.EmbeddedCluster;
import io.ringtail.protocol.schema.BatchTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL against three nodes in this JVM. */
final class SqlIT {
  private static final String URL = "jdbc:ringtail:embedded:sql-it?fullScans=allow";

  private static EmbeddedCluster cluster;

  private Connection connection;

  @BeforeAll
  static void startCluster() {
    cluster = EmbeddedCluster.builder("sql-it").start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection(URL, "", "");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> query(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        return texts(result);
      }
    }
  }

  private static List<String> texts(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    int width = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        values.add(String.valueOf(result.getString(i)));
      }
      rows.add(String.join(",", values));
    }
    return rows;
  }

  @Test
  void everyStatementWorksAtSerial() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection(URL + "&level=serial", "", "");
    run(
        "CREATE TABLE serial (p INT, c INT, v TEXT, PRIMARY KEY (p, c))",
        "INSERT INTO serial VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c')",
        "UPDATE serial SET v = 'changed' WHERE p = 1 AND c = 2",
        "DELETE FROM serial WHERE p = 2 AND c = 1");
    assertThat(query("SELECT c, v FROM serial WHERE p = ?", 1)).containsExactly("1,a", "2,changed");
    run("INSERT INTO serial VALUES (2, 1, 'again')");
    assertThat(query("SELECT p, c, v FROM serial ORDER BY p, c"))
        .containsExactly("1,1,a", "1,2,changed", "2,1,again");
    run("DELETE FROM serial WHERE p = 1 AND c = 1", "DELETE FROM serial WHERE p = 1 AND c = 2");
    assertThat(query("SELECT v FROM serial WHERE p = 1")).isEmpty();
  }

  @Test
  void everyTypeComesBackAsItWasWritten() throws SQLException {
    run(
        "CREATE TABLE types (id UUID PRIMARY KEY, b BOOLEAN, i INT, l BIGINT, d DOUBLE,"
            + " c DECIMAL, t TEXT, y VARBINARY, at TIMESTAMP)");
    UUID id = UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479");
    Instant at = Instant.parse("2026-03-04T05:06:07.123456Z");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO types VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setObject(1, id);
      insert.setBoolean(2, true);
      insert.setInt(3, Integer.MIN_VALUE);
      insert.setLong(4, Long.MAX_VALUE);
      insert.setDouble(5, -0.1);
      insert.setBigDecimal(6, new BigDecimal("12345678901234567890.123456789"));
      insert.setString(7, "naïve 東京 \uD83D\uDE00");
      insert.setBytes(8, new byte[] {0, -1, 127});
      insert.setObject(9, at);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM types WHERE id = ?")) {
      select.setObject(1, id);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getObject("id")).isEqualTo(id);
        assertThat(row.getBoolean("b")).isTrue();
        assertThat(row.getInt("i")).isEqualTo(Integer.MIN_VALUE);
        assertThat(row.getLong("l")).isEqualTo(Long.MAX_VALUE);
        assertThat(row.getDouble("d")).isEqualTo(-0.1);
        assertThat(row.getBigDecimal("c")).isEqualByComparingTo("12345678901234567890.123456789");
        assertThat(row.getString("t")).isEqualTo("naïve 東京 \uD83D\uDE00");
        assertThat(row.getBytes("y")).containsExactly(0, -1, 127);
        assertThat(row.getObject("at", Instant.class)).isEqualTo(at);
        assertThat(row.getString("at")).isEqualTo("2026-03-04 05:06:07.123456");
      }
    }
  }

  @Test
  void tablesAreAlteredAndTruncatedUnderLoad() throws Exception {
    run(
        "CREATE TABLE load (n INT PRIMARY KEY, v TEXT)"
            + " WITH compaction = 'leveled' AND tombstone_gc = 'grace'");
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    CompletableFuture<List<String>> writer =
        CompletableFuture.supplyAsync(() -> insertUntil(over, written));
    for (int round = 0; round < 5; round++) {
      int before = written.get();
      while (written.get() < before + 50 && !writer.isDone()) {
        Thread.onSpinWait();
      }
      run(
          "ALTER TABLE load WITH compression = '" + (round % 2 == 0 ? "zstd" : "none") + "'",
          "TRUNCATE TABLE load");
    }
    over.set(true);
    // A write that the truncation met half way is in doubt; there is no other error.
    assertThat(writer.get()).allMatch(state -> state.equals("40003"));
    run("TRUNCATE load");
    assertThat(query("SELECT * FROM load")).isEmpty();
    run("INSERT INTO load VALUES (1, 'a')");
    assertThat(query("SELECT v FROM load WHERE n = ?", 1)).containsExactly("a");
    assertThatThrownBy(() -> run("TRUNCATE nothing")).hasMessageContaining("nothing");
  }

  private static List<String> insertUntil(AtomicBoolean over, AtomicInteger written) {
    List<String> states = new ArrayList<>();
    try (Connection own = DriverManager.getConnection(URL, "", "");
        PreparedStatement insert = own.prepareStatement("INSERT INTO load VALUES (?, 'x')")) {
      while (!over.get()) {
        try {
          insert.setInt(1, written.incrementAndGet());
          insert.executeUpdate();
        } catch (SQLException e) {
          states.add(e.getSQLState());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return states;
  }

  private static boolean notesAreKept() {
    try (Session session =
        Ringtail.open(SessionOptions.of(cluster.contactPoints())).toCompletableFuture().join()) {
      return session.map().schema().table(BatchTable.NAME).isPresent();
    }
  }

  @Test
  void loggedBatchesAreNotedFirstAndBounded() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection(URL + "&batches=logged", "", "");
    run(
        "CREATE TABLE accounts (id INT PRIMARY KEY, amount BIGINT)",
        "CREATE TABLE entries (account INT, n INT, text TEXT, PRIMARY KEY (account, n))");
    assertThat(notesAreKept()).isFalse();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(20);
      statement.addBatch("INSERT INTO accounts VALUES (1, 5), (2, -5)");
      statement.addBatch("INSERT INTO entries VALUES (1, 1, 'from 2')");
      statement.addBatch("INSERT INTO entries VALUES (2, 1, 'to 1')");
      assertThat(statement.executeBatch()).containsExactly(2, 1, 1);
      assertThat((Throwable) statement.getWarnings()).isNull();
      assertThat(notesAreKept()).isTrue();
      assertThat(query("SELECT id, amount FROM accounts ORDER BY id"))
          .containsExactly("1,5", "2,-5");
      assertThat(query("SELECT text FROM entries ORDER BY account"))
          .containsExactly("from 2", "to 1");

      String much = "x".repeat(100_000);
      statement.addBatch("INSERT INTO entries VALUES (3, 1, '" + much + "'), (4, 1, 'little')");
      assertThat(statement.executeBatch()).containsExactly(2);
      assertThat((Throwable) statement.getWarnings()).hasMessageContaining("written twice");
      for (int i = 0; i < 6; i++) {
        statement.addBatch("INSERT INTO entries VALUES (" + i + ", 2, '" + much + "')");
      }
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOf(BatchUpdateException.class)
          .hasMessageContaining("of at most");
      assertThat(query("SELECT n FROM entries WHERE n = 2")).isEmpty();
    }
  }

  @Test
  void scansPageThroughTheWholeTable() throws SQLException {
    run("CREATE TABLE numbers (n INT PRIMARY KEY, square BIGINT)");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO numbers VALUES (?, ?)")) {
      for (int n = 0; n < 2_500; n++) {
        insert.setInt(1, n);
        insert.setLong(2, (long) n * n);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(2_500).containsOnly(1);
    }
    assertThat(query("SELECT COUNT(*), SUM(square), MAX(n) FROM numbers"))
        .containsExactly("2500,5205208750,2499");
    assertThat(query("SELECT n FROM numbers WHERE n >= ? ORDER BY n LIMIT ?", 1_000, 3))
        .containsExactly("1000", "1001", "1002");
    assertThat(query("SELECT MOD(n, 3) AS m, COUNT(*) FROM numbers GROUP BY MOD(n, 3) ORDER BY m"))
        .containsExactly("0,834", "1,833", "2,833");
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(100);
      try (ResultSet result = statement.executeQuery("SELECT square FROM numbers")) {
        assertThat(texts(result)).hasSize(2_500).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void slicesFollowTheClusteringOrder() throws SQLException {
    run(
        "CREATE TABLE log (host TEXT, at INT, seq INT, line TEXT, PRIMARY KEY (host, at, seq))"
            + " WITH CLUSTERING ORDER BY (at DESC, seq ASC)");
    for (int at = 1; at <= 3; at++) {
      for (int seq = 1; seq <= 2; seq++) {
        run("INSERT INTO log VALUES ('a', " + at + ", " + seq + ", '" + at + "/" + seq + "')");
      }
    }
    assertThat(query("SELECT line FROM log WHERE host = 'a'"))
        .containsExactly("3/1", "3/2", "2/1", "2/2", "1/1", "1/2");
    assertThat(query("SELECT line FROM log WHERE host = 'a' AND at >= 2 ORDER BY at, seq DESC"))
        .containsExactly("2/2", "2/1", "3/2", "3/1");
    assertThat(query("SELECT line FROM log WHERE host = 'a' AND at = 2 AND seq > 1"))
        .containsExactly("2/2");
    run("DELETE FROM log WHERE host = 'a' AND at = 3 AND seq = 1");
    assertThat(query("SELECT line FROM log WHERE host = 'a' LIMIT 2"))
        .containsExactly("3/2", "2/1");
  }

  @Test
  void projectionDoesNotHideRowsWithoutThoseCells() throws SQLException {
    run("CREATE TABLE sparse (id INT PRIMARY KEY, a TEXT, b TEXT)");
    run("UPDATE sparse SET a = 'x' WHERE id = 1", "INSERT INTO sparse (id) VALUES (2)");
    assertThat(query("SELECT b FROM sparse WHERE id = 1")).containsExactly("null");
    assertThat(query("SELECT id, b FROM sparse ORDER BY id")).containsExactly("1,null", "2,null");
    run("UPDATE sparse SET a = NULL WHERE id = 1");
    assertThat(query("SELECT id FROM sparse ORDER BY id")).containsExactly("2");
  }

  @Test
  void rowsExpire() throws SQLException, InterruptedException {
    run("CREATE TABLE short_lived (id INT PRIMARY KEY, v TEXT)");
    run(
        "INSERT INTO short_lived VALUES (1, 'a') USING TTL 1",
        "INSERT INTO short_lived VALUES (2, 'b')");
    long end = System.nanoTime() + 10_000_000_000L;
    while (!query("SELECT id FROM short_lived").equals(List.of("2"))) {
      assertThat(System.nanoTime()).as("the row expires within ten seconds").isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(query("SELECT * FROM short_lived WHERE id = 1")).isEmpty();
  }

  @Test
  void connectionsShareASessionAndSeeEachOthersTables() throws SQLException {
    try (Connection other =
        DriverManager.getConnection("jdbc:ringtail:embedded:sql-it?fullScans=allow&level=ALL")) {
      run("CREATE TABLE shared (id INT PRIMARY KEY)");
      try (Statement statement = other.createStatement()) {
        assertThat(statement.executeUpdate("INSERT INTO shared VALUES (7)")).isEqualTo(1);
      }
      assertThat(query("SELECT * FROM shared")).containsExactly("7");
    }
  }

  @Test
  void keyspacesComeAndGo() throws SQLException {
    run("CREATE KEYSPACE shop WITH replication_factor = 1");
    run("CREATE TABLE shop.items (id INT PRIMARY KEY)", "INSERT INTO shop.items VALUES (1)");
    assertThat(query("SELECT * FROM shop.items")).containsExactly("1");
    assertThatThrownBy(() -> run("CREATE TABLE shop.items (id INT PRIMARY KEY)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42S01"));
    run("DROP TABLE shop.items", "DROP KEYSPACE shop");
    assertThatThrownBy(() -> query("SELECT * FROM shop.items"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3F000"));
  }

  @Test
  void oneNodeClusterLivesAsLongAsItsConnections(@TempDir Path data) throws SQLException {
    String url = "jdbc:ringtail:embedded:alone?data=" + data;
    try (Connection first = DriverManager.getConnection(url);
        Statement statement = first.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
      statement.execute("INSERT INTO t VALUES (1, 'kept')");
    }
    try (Connection second = DriverManager.getConnection(url);
        Statement statement = second.createStatement();
        ResultSet result = statement.executeQuery("SELECT v FROM t WHERE id = 1")) {
      assertThat(texts(result)).containsExactly("kept");
    }
  }

  @Test
  void unreachableClusterIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:ringtail://127.0.0.1:1/"))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("08001");
              assertThat(e.getMessage()).contains("127.0.0.1:1");
            });
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:ringtail:embedded:nobody"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getMessage()).contains("nobody"));
  }
}

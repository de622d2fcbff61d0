// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.RingtailException;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** INSERT, UPDATE and DELETE, and what their errors say. */
final class WriteTest {
  private Db db;

  @BeforeEach
  void create() throws SQLException {
    db = new Db();
    db.run(
        "CREATE TABLE t (id INT PRIMARY KEY, v TEXT, n BIGINT, at TIMESTAMP)",
        "CREATE TABLE pairs (a INT, b INT, v TEXT, PRIMARY KEY (a, b))");
    db.cluster.takeRequests();
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
  void insertOverwritesAndUpdateInserts() throws SQLException {
    assertThat(db.update("INSERT INTO t (id, v, n) VALUES (1, 'a', 7)")).isEqualTo(1);
    assertThat(db.update("INSERT INTO t (id, v) VALUES (1, 'b')")).isEqualTo(1);
    assertThat(db.update("UPDATE t SET v = 'c' WHERE id = 2")).isEqualTo(1);
    assertThat(db.query("SELECT id, v, n FROM t ORDER BY id")).containsExactly("1,b,7", "2,c,null");
  }

  @Test
  void manyRowsGoAsOneRequest() throws SQLException {
    assertThat(db.update("INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b'), (3, 'c')")).isEqualTo(3);
    assertThat(db.cluster.takeRequests()).containsExactly("writeAll 3");
  }

  @Test
  void laterRowOfTheSameKeyWins() throws SQLException {
    db.update("INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b'), (1, 'c')");
    assertThat(db.query("SELECT v FROM t WHERE id = 1")).containsExactly("c");
    assertThat(db.cluster.takeRequests()).startsWith("writeAll 2", "writeAll 1");
  }

  @Test
  void nullDeletesTheCell() throws SQLException {
    db.update("INSERT INTO t (id, v, n) VALUES (1, 'a', 7)");
    db.update("UPDATE t SET v = ? WHERE id = ?", null, 1);
    db.update("UPDATE t SET n = NULL WHERE id = 1");
    assertThat(db.query("SELECT v, n FROM t WHERE id = 1")).containsExactly("null,null");
  }

  @Test
  void valuesMayBeExpressions() throws SQLException {
    db.update(
        "INSERT INTO t (id, v, n, at) VALUES (?, UPPER(?), 2 * 21, CURRENT_TIMESTAMP)", 1, "x");
    assertThat(db.query("SELECT * FROM t")).containsExactly("1,X,42,2026-01-01 00:00:00");
    db.update("UPDATE t SET n = -5, v = 'a' || 'b' WHERE id = 1");
    assertThat(db.query("SELECT n, v FROM t")).containsExactly("-5,ab");
  }

  @Test
  void rowsExpire() throws SQLException {
    db.update("INSERT INTO t (id, v) VALUES (1, 'a') USING TTL 10");
    db.update("UPDATE t USING TTL ? SET v = 'b' WHERE id = 2", 20);
    db.cluster.advanceMillis(10_000);
    assertThat(db.query("SELECT id FROM t")).containsExactly("2");
    db.cluster.advanceMillis(10_000);
    assertThat(db.query("SELECT id FROM t")).isEmpty();
    assertState(() -> db.update("INSERT INTO t (id) VALUES (1) USING TTL ?", 0), "22023", "TTL");
  }

  @Test
  void writesNeedTheWholeKey() {
    assertState(() -> db.update("INSERT INTO t (v) VALUES ('a')"), "23502", "id");
    assertState(() -> db.update("INSERT INTO t (id) VALUES (?)", new Object[] {null}), "23502");
    assertState(() -> db.update("UPDATE t SET v = 'a'"), "42000", "id");
    assertState(() -> db.update("DELETE FROM pairs WHERE a = 1"), "42000", "b has no value");
    assertState(() -> db.update("DELETE FROM pairs WHERE a > 1 AND b = 2"), "42000", "a has");
  }

  @Test
  void refusesWhatItCannotDo() {
    assertState(() -> db.update("UPDATE t SET n = n + 1 WHERE id = 1"), "HYC00", "n");
    assertState(() -> db.update("UPDATE t SET v = 'a' WHERE id = 1 AND n = 2"), "HYC00", "n = 2");
    assertState(() -> db.update("UPDATE t SET v = 'a' WHERE id = 1 OR id = 2"), "HYC00");
    assertState(() -> db.update("UPDATE t SET id = 2 WHERE id = 1"), "42000", "id");
    assertState(
        () ->
            db.update(
                "MERGE INTO t USING pairs ON a = id" + " WHEN MATCHED THEN UPDATE SET v = 'a'"),
        "HYC00");
  }

  @Test
  void saysWhatIsWrongWithNamesAndValues() {
    assertState(() -> db.update("INSERT INTO nowhere (id) VALUES (1)"), "42S02", "nowhere");
    assertState(() -> db.update("INSERT INTO nowhere.t (id) VALUES (1)"), "3F000", "nowhere");
    assertState(() -> db.update("INSERT INTO t (id, w) VALUES (1, 2)"), "42S22", "w", "at");
    assertState(() -> db.update("INSERT INTO t (id, v) VALUES (1)"), "21000");
    assertState(() -> db.update("INSERT INTO t (id) VALUES ('x')"), "22018", "'x'");
    assertState(() -> db.update("INSERT INTO t (id) VALUES (3000000000)"), "22003");
    assertState(() -> db.update("INSERT INTO t (id, id) VALUES (1, 2)"), "42S21");
    assertState(() -> db.update("INSERT INTO t (id) VALUES (?)", "x"), "22018", "parameter 1");
    assertState(() -> db.update("INSRT INTO t"), "42601", "line 1");
    assertState(() -> db.update("SELECT 1; SELECT 2"), "42601", "one statement");
  }

  @Test
  void saysWhetherAWriteMayHaveTakenEffect() {
    db.cluster.failWith(new RingtailException.WriteTimeout("1 of 2 acknowledged"));
    assertState(
        () -> db.update("INSERT INTO t (id) VALUES (1)"),
        "40003",
        "1 of 2",
        "may have taken effect");
    db.cluster.failWith(new RingtailException.Unavailable("no replica"));
    assertState(() -> db.update("INSERT INTO t (id) VALUES (1)"), "57011", "nothing was changed");
  }

  @Test
  void failedBatchSaysSo() throws SQLException {
    try (PreparedStatement insert =
        db.connection.prepareStatement("INSERT INTO t (id) VALUES (?)")) {
      insert.setInt(1, 1);
      insert.addBatch();
      db.cluster.failWith(new RingtailException.WriteTimeout("late"));
      assertThatThrownBy(insert::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("40003");
                assertThat(e.getUpdateCounts()).containsExactly(Statement.EXECUTE_FAILED);
              });
    }
  }

  @Test
  void statementBatchesMixStatements() throws SQLException {
    try (Statement statement = db.connection.createStatement()) {
      statement.addBatch("INSERT INTO t (id, v) VALUES (1, 'a')");
      statement.addBatch("UPDATE t SET v = 'b' WHERE id = 1");
      statement.addBatch("SELECT 1");
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> assertThat(e.getUpdateCounts()).containsExactly(1, 1));
    }
    assertThat(db.query("SELECT v FROM t WHERE id = 1")).containsExactly("b");
  }

  @Test
  void loggedBatchesAreOneRequestOfAnyTables() throws SQLException {
    try (Db logged = new Db(db.cluster, Db.URL + "&batches=logged")) {
      logged.update("INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b')");
      assertThat(db.cluster.takeRequests()).containsExactly("batch LOGGED 2");
      logged.update("INSERT INTO t (id, v) VALUES (3, 'c')");
      assertThat(db.cluster.takeRequests()).as("one row").containsExactly("write INSERT");
      logged.update("INSERT INTO t (id, v) SELECT id + 10, v FROM t");
      assertThat(db.cluster.takeRequests()).as("a query").contains("writeAll 3");
      try (PreparedStatement insert =
          logged.connection.prepareStatement("INSERT INTO t (id) VALUES (?)")) {
        for (int i = 0; i < 1_001; i++) {
          insert.setInt(1, 100 + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(1_001).containsOnly(1);
        assertThat(db.cluster.takeRequests()).containsExactly("batch LOGGED 1001");
      }
      try (Statement statement = logged.connection.createStatement()) {
        statement.addBatch("INSERT INTO t (id, v) VALUES (1, 'c'), (2, 'd')");
        statement.addBatch("UPDATE pairs SET v = 'e' WHERE a = 1 AND b = 2");
        statement.addBatch("DELETE FROM t WHERE id = 2");
        assertThat(statement.executeBatch()).containsExactly(2, 1, 1);
        assertThat(db.cluster.takeRequests()).containsExactly("batch LOGGED 4");
        assertThat((Throwable) statement.getWarnings()).hasMessage("a warning");
        assertThat((Throwable) statement.getWarnings().getNextWarning()).hasMessage("another");
        statement.execute("UPDATE t SET v = 'd' WHERE id = 9");
        assertThat((Throwable) statement.getWarnings()).isNull();
      }
    }
    assertThat(db.query("SELECT id, v FROM t WHERE id < 3")).containsExactly("1,c");
  }

  @Test
  void loggedBatchesThatFailDoNothingByHalves() throws SQLException {
    try (Db logged = new Db(db.cluster, Db.URL + "&batches=logged");
        Statement statement = logged.connection.createStatement()) {
      for (String other :
          new String[] {"SELECT 1", "TRUNCATE t", "INSERT INTO nowhere VALUES (1)"}) {
        statement.addBatch("INSERT INTO t (id, v) VALUES (1, 'a')");
        statement.addBatch(other);
        assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
      }
      try (PreparedStatement copy =
          logged.connection.prepareStatement("INSERT INTO t (id) SELECT id + ? FROM t")) {
        copy.setInt(1, 100);
        copy.addBatch();
        assertThatThrownBy(copy::executeBatch).isInstanceOf(BatchUpdateException.class);
      }
      assertThat(db.cluster.takeRequests()).isEmpty();
      statement.addBatch("INSERT INTO t (id, v) VALUES (1, 'a')");
      statement.addBatch("INSERT INTO t (id, v) VALUES (2, 'a')");
      db.cluster.failWith(new RingtailException.WriteTimeout("late"));
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("40003");
                assertThat(e.getUpdateCounts()).containsOnly(Statement.EXECUTE_FAILED).hasSize(2);
              });
    }
  }

  @Test
  void generatedKeysAreNone() throws SQLException {
    try (PreparedStatement insert =
        db.connection.prepareStatement(
            "INSERT INTO t (id) VALUES (1)", Statement.RETURN_GENERATED_KEYS)) {
      assertThat(insert.executeUpdate()).isEqualTo(1);
      try (ResultSet keys = insert.getGeneratedKeys()) {
        assertThat(keys.next()).isFalse();
      }
    }
  }
}

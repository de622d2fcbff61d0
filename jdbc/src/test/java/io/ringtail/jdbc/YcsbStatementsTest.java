// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of YCSB's JDBC binding, letter by letter. */
final class YcsbStatementsTest {
  private Db db;

  @BeforeEach
  void createTable() throws SQLException {
    db = new Db();
    db.run(
        "CREATE TABLE usertable (YCSB_KEY VARCHAR PRIMARY KEY, FIELD0 TEXT, FIELD1 TEXT, FIELD2 TEXT);");
    db.connection.setAutoCommit(false);
    db.cluster.takeRequests();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  private void insert(String key) throws SQLException {
    assertThat(
            db.update(
                "INSERT INTO usertable (YCSB_KEY,field0,field1,field2) VALUES(?,?,?,?)",
                key,
                "a" + key,
                "b" + key,
                "c" + key))
        .isEqualTo(1);
    db.connection.commit();
  }

  @Test
  void readIsOnePointReadAndFindsColumnsWithoutRegardToCase() throws SQLException {
    insert("user1");
    db.cluster.takeRequests();
    try (PreparedStatement read =
        db.connection.prepareStatement("SELECT * FROM usertable WHERE YCSB_KEY = ?")) {
      read.setString(1, "user1");
      try (ResultSet result = read.executeQuery()) {
        assertThat(result.next()).isTrue();
        assertThat(result.getString("YCSB_KEY")).isEqualTo("user1");
        assertThat(result.getString("field2")).isEqualTo("cuser1");
        assertThat(result.getString("FIELD0")).isEqualTo("auser1");
        assertThat(result.next()).isFalse();
      }
    }
    assertThat(db.cluster.takeRequests()).containsExactly("get QUORUM");
  }

  @Test
  void updateAndDeleteCountOne() throws SQLException {
    insert("user1");
    assertThat(db.update("UPDATE usertable SET field1=? WHERE YCSB_KEY = ?", "new", "user1"))
        .isEqualTo(1);
    assertThat(db.query("SELECT * FROM usertable WHERE YCSB_KEY = ?", "user1"))
        .containsExactly("user1,auser1,new,cuser1");
    assertThat(db.update("DELETE FROM usertable WHERE YCSB_KEY = ?", "user1")).isEqualTo(1);
    assertThat(db.query("SELECT * FROM usertable WHERE YCSB_KEY = ?", "user1")).isEmpty();
  }

  @Test
  void scanIsInOrderOfKeys() throws SQLException {
    for (int i = 0; i < 50; i++) {
      insert(String.format("user%03d", i));
    }
    assertThat(
            db.query(
                "SELECT * FROM usertable WHERE YCSB_KEY >= ? ORDER BY YCSB_KEY LIMIT ?",
                "user0100",
                3))
        .containsExactly(
            "user011,auser011,buser011,cuser011",
            "user012,auser012,buser012,cuser012",
            "user013,auser013,buser013,cuser013");
  }

  @Test
  void batchGoesAsOneRequestAndCountsEachRow() throws SQLException {
    try (PreparedStatement insert =
        db.connection.prepareStatement("INSERT INTO usertable (YCSB_KEY,field0) VALUES(?,?)")) {
      for (int i = 0; i < 5; i++) {
        insert.setString(1, "user" + i);
        insert.setString(2, "x" + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1, 1, 1, 1);
    }
    assertThat(db.cluster.takeRequests()).containsExactly("writeAll 5");
    assertThat(db.query("SELECT COUNT(*) FROM usertable")).containsExactly("5");
  }
}

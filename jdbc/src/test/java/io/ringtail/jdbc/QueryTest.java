// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries that Calcite plans and the client computes. */
final class QueryTest {
  private Db db;

  @BeforeEach
  void fill() throws SQLException {
    db = new Db();
    db.run(
        "CREATE TABLE people (id INT PRIMARY KEY, name TEXT, city TEXT, age INT, pay DECIMAL,"
            + " born TIMESTAMP, tag UUID)",
        "CREATE TABLE cities (city TEXT PRIMARY KEY, country TEXT)",
        "INSERT INTO people (id, name, city, age, pay, born, tag) VALUES"
            + " (1, 'Ann', 'Rome', 30, 10.5, TIMESTAMP '2000-01-02 03:04:05',"
            + "  UUID '00000000-0000-0000-0000-000000000001'),"
            + " (2, 'Bob', 'Oslo', 40, 20.25, NULL, 'ffffffff-0000-0000-0000-000000000002'),"
            + " (3, 'Cid', 'Rome', 50, 30, NULL, NULL),"
            + " (4, 'Dora', NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO cities VALUES ('Rome', 'Italy'), ('Oslo', 'Norway'), ('Bonn', 'Germany')");
    db.cluster.takeRequests();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @Test
  void groupsAndAggregates() throws SQLException {
    assertThat(
            db.query(
                "SELECT city, COUNT(*) AS n, SUM(age), AVG(age), MIN(name), MAX(pay) FROM people"
                    + " GROUP BY city ORDER BY n DESC, city"))
        .containsExactly(
            "Rome,2,80,40.0,Ann,30", "Oslo,1,40,40.0,Bob,20.25", "null,1,null,null,Dora,null");
  }

  @Test
  void sumsDecimals() throws SQLException {
    assertThat(db.query("SELECT SUM(pay), COUNT(pay) FROM people")).containsExactly("60.75,3");
  }

  @Test
  void joinsTables() throws SQLException {
    assertThat(
            db.query(
                "SELECT p.name, c.country FROM people p LEFT JOIN cities c ON p.city = c.city"
                    + " ORDER BY p.name"))
        .containsExactly("Ann,Italy", "Bob,Norway", "Cid,Italy", "Dora,null");
    assertThat(
            db.query(
                "SELECT c.country FROM cities c WHERE NOT EXISTS"
                    + " (SELECT 1 FROM people p WHERE p.city = c.city)"))
        .containsExactly("Germany");
  }

  @Test
  void sortsAndLimitsExpressions() throws SQLException {
    assertThat(
            db.query(
                "SELECT UPPER(name) AS u FROM people WHERE age + 1 > ? ORDER BY age DESC LIMIT ?",
                20,
                2))
        .containsExactly("CID", "BOB");
    assertThat(db.query("SELECT name FROM people ORDER BY name LIMIT 2 OFFSET 1"))
        .containsExactly("Bob", "Cid");
  }

  @Test
  void computesWithoutTables() throws SQLException {
    assertThat(db.query("SELECT 1 + 1, 'a' || 'b'")).containsExactly("2,ab");
    assertThat(db.query("VALUES (1, 'x'), (2, 'yy')")).containsExactly("1,x", "2,yy");
    assertThat(db.query("SELECT CURRENT_TIMESTAMP")).containsExactly("2026-01-01 00:00:00");
  }

  @Test
  void ordersUuidsAsUnsignedBytes() throws SQLException {
    assertThat(
            db.query(
                "SELECT COUNT(*), tag FROM people WHERE tag IS NOT NULL GROUP BY tag"
                    + " ORDER BY tag"))
        .containsExactly(
            "1,00000000-0000-0000-0000-000000000001", "1,ffffffff-0000-0000-0000-000000000002");
  }

  @Test
  void usesThePointReadInsideAComputedQuery() throws SQLException {
    assertThat(db.query("SELECT UPPER(name) FROM people WHERE id = 2")).containsExactly("BOB");
    assertThat(db.cluster.takeRequests()).containsExactly("get QUORUM");
    assertThat(db.query("SELECT COUNT(*) FROM people WHERE id = ?", 2)).containsExactly("1");
    assertThat(db.cluster.takeRequests()).containsExactly("get QUORUM");
  }

  @Test
  void readsNothingWhereNothingCanMatch() throws SQLException {
    assertThat(db.query("SELECT * FROM people WHERE 1 = 0")).isEmpty();
    assertThat(db.cluster.takeRequests()).isEmpty();
  }

  @Test
  void comparesTextBeyondLatin() throws SQLException {
    db.update("INSERT INTO cities VALUES (?, ?)", "東京", "日本");
    assertThat(db.query("SELECT UPPER(country) FROM cities WHERE city = '東京'"))
        .containsExactly("日本");
    assertThat(db.query("SELECT CHAR_LENGTH(city) FROM cities WHERE country = '日本'"))
        .containsExactly("2");
  }

  @Test
  void windowsAndCommonTableExpressions() throws SQLException {
    assertThat(
            db.query(
                "WITH rich AS (SELECT * FROM people WHERE pay > 15)"
                    + " SELECT name, ROW_NUMBER() OVER (ORDER BY pay DESC) FROM rich ORDER BY 2"))
        .containsExactly("Cid,1", "Bob,2");
  }

  @Test
  void insertsFromAQuery() throws SQLException {
    db.run("CREATE TABLE copy (id INT PRIMARY KEY, name TEXT)");
    assertThat(db.update("INSERT INTO copy SELECT id, UPPER(name) FROM people WHERE age > ?", 35))
        .isEqualTo(2);
    assertThat(db.query("SELECT * FROM copy ORDER BY id")).containsExactly("2,BOB", "3,CID");
  }

  @Test
  void timestampsAndDates() throws SQLException {
    assertThat(
            db.query(
                "SELECT EXTRACT(YEAR FROM born), CAST(born AS DATE), born FROM people"
                    + " WHERE born > TIMESTAMP '1999-01-01 00:00:00'"))
        .containsExactly("2000,2000-01-02,2000-01-02 03:04:05");
  }
}

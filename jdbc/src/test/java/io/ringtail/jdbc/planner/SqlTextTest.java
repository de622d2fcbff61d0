// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar: what it reads comes out again as the same statement. */
final class SqlTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE KEYSPACE IF NOT EXISTS k WITH replication_factor = 3",
        "CREATE KEYSPACE k",
        "CREATE TABLE t (a INT PRIMARY KEY, b TEXT, c DECIMAL(10, 2), d VARCHAR(20))",
        "CREATE TABLE IF NOT EXISTS k.t (a INT, b UUID, c TIMESTAMP, PRIMARY KEY ((a, b), c))"
            + " WITH CLUSTERING ORDER BY (c DESC) AND default_ttl = 10",
        "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b)) WITH default_ttl = 5",
        "DROP TABLE IF EXISTS k.t",
        "DROP KEYSPACE k",
        "INSERT INTO t (a, b) VALUES (1, 'x'), (?, ?) USING TTL ?",
        "INSERT INTO t SELECT a, b FROM u",
        "UPDATE t USING TTL 10 SET a = 1, b = ? WHERE c = 2 AND d = X'00ff'",
        "UPDATE k.t SET a = NULL WHERE b = 1",
        "DELETE FROM t WHERE a = 1",
        "SELECT CAST(a AS TEXT) FROM t WHERE b IN (1, 2) ORDER BY a DESC LIMIT 3",
      })
  void statementsReadTheSameWhenWrittenOut(String sql) throws SQLException {
    String written = SqlText.parse(sql).toSqlString(AnsiSqlDialect.DEFAULT).getSql();
    String again =
        SqlText.parse(written.replace("`", "\"")).toSqlString(AnsiSqlDialect.DEFAULT).getSql();
    assertThat(again).isEqualTo(written);
  }

  @Test
  void namesAreFoldedAndASemicolonIsTaken() throws SQLException {
    assertThat(SqlText.parse("SELECT Foo, \"Bar\" FROM T ; ").toString())
        .contains("foo", "bar")
        .doesNotContain("Foo", "Bar");
  }

  @Test
  void errorsSayWhereAndNotEverythingThatMightHaveBeen() {
    assertThatThrownBy(() -> SqlText.parse("SELECT *\nFROM t WHERE WHERE"))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("42601");
              assertThat(e.getMessage()).contains("line 2").hasSizeLessThan(200);
            });
  }
}

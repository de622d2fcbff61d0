// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.embedded.EmbeddedCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sqlline.SqlLine;

/** A session of sqlline, unmodified, on three nodes. */
final class SqllineIT {
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = EmbeddedCluster.builder("sqlline-it").start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static String session(String... lines) throws IOException {
    SqlLine shell = new SqlLine();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
    shell.setOutputStream(print);
    shell.setErrorStream(print);
    String script = String.join("\n", lines) + "\n!quit\n";
    shell.begin(
        new String[] {
          "-d",
          "io.ringtail.jdbc.RingtailDriver",
          "-u",
          "jdbc:ringtail:embedded:sqlline-it?fullScans=allow",
          "-n",
          "",
          "-p",
          "",
          "--outputformat=csv",
          "--color=false"
        },
        new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)),
        false);
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void runsDefinitionsWritesAndQueries() throws IOException {
    String output =
        session(
            "CREATE TABLE people (id INT PRIMARY KEY, name TEXT, city TEXT);",
            "INSERT INTO people VALUES (1, 'Ann', 'Rome'), (2, 'Bob', 'Oslo'), (3, 'Cid', 'Rome');",
            "UPDATE people SET name = 'Anna' WHERE id = 1;",
            "DELETE FROM people WHERE id = 2;",
            "INSERT INTO people VALUES (4, 'Dan', 'Bonn') USING TTL 3600;",
            "SELECT city, COUNT(*) AS people FROM people GROUP BY city ORDER BY city;",
            "SELECT name FROM people WHERE id = 1;",
            "SELECT * FROM nothing_there;",
            "EXPLAIN PLAN FOR SELECT * FROM people WHERE id = 1;");
    assertThat(output)
        .contains("3 rows affected", "1 row affected")
        .contains("'Bonn','1'", "'Rome','2'", "'Anna'")
        .contains("there is no table default.nothing_there")
        .contains("point read of default.people")
        .doesNotContain("Exception in thread");
  }

  @Test
  void rowIsGoneWhenItsTimeToLiveIsOver() throws IOException {
    String first =
        session(
            "CREATE TABLE visitors (id INT PRIMARY KEY, name TEXT);",
            "INSERT INTO visitors VALUES (1, 'Stayer');",
            "INSERT INTO visitors VALUES (2, 'Passer') USING TTL 8;",
            "SELECT name FROM visitors ORDER BY id;");
    assertThat(first).contains("'Stayer'", "'Passer'");

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String later;
    do {
      later = session("SELECT name FROM visitors ORDER BY id;");
    } while (later.contains("'Passer'") && System.nanoTime() - deadline < 0);

    assertThat(later).contains("'Stayer'").doesNotContain("'Passer'");
  }

  @Test
  void browsesTheSchema() throws IOException {
    String output =
        session(
            "CREATE TABLE browsed (a INT, b TEXT, c UUID, PRIMARY KEY (a, b));",
            "!tables",
            "!columns browsed",
            "!describe browsed",
            "!primarykeys browsed",
            "!indexes browsed",
            "!schemas",
            "!typeinfo",
            "!dbinfo",
            "!metadata getCatalogs");
    assertThat(output)
        .contains("default", "browsed")
        .contains("'UUID'", "'INTEGER'", "'VARCHAR'")
        .contains("primary")
        .doesNotContain("Exception", "todo: implement");
  }
}

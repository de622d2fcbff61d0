// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.SystemClock;
import io.ringtail.protocol.type.ScalarType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mangled statements are planned or refused with a SQLSTATE; nothing else comes out. */
final class SqlFuzzTest {
  private static final int ROUNDS = 1_500;

  private static final List<String> SEEDS =
      List.of(
          "SELECT a , b FROM t WHERE a = 1 AND c > ? ORDER BY c DESC LIMIT 5",
          "INSERT INTO t ( a , c , b ) VALUES ( 1 , 2 , 'x' ) , ( ? , ? , ? ) USING TTL 10",
          "UPDATE t USING TTL ? SET b = 'y' WHERE a = 1 AND c = 2",
          "DELETE FROM default . t WHERE a = 1 AND c = -2",
          "CREATE TABLE u ( a INT , b TEXT , PRIMARY KEY ( ( a ) , b ) ) WITH CLUSTERING ORDER BY ("
              + " b DESC )",
          "CREATE KEYSPACE IF NOT EXISTS k WITH replication_factor = 3",
          "DROP TABLE IF EXISTS t ;",
          "CREATE TABLE u ( a INT PRIMARY KEY ) WITH compaction = 'leveled' AND"
              + " compaction_file_bytes = 4194304",
          "ALTER TABLE IF EXISTS t WITH compaction = 'time-window' AND compaction_window = '1 day'"
              + " AND compression = 'zstd'",
          "ALTER TABLE t WITH tombstone_gc = 'grace' AND gc_grace_seconds = 60 AND default_ttl = 0",
          "TRUNCATE TABLE t",
          "EXPLAIN PLAN FOR SELECT COUNT ( * ) FROM t GROUP BY b");

  private static final Schema SCHEMA =
      Schema.of(
          List.of(new Keyspace("default", Replication.in("default", 3), null, Epoch.FIRST)),
          List.of(
              new Table(
                  1,
                  new TableName("default", "t"),
                  Epoch.FIRST,
                  List.of(
                      Column.partition(0, "a", ScalarType.INT),
                      Column.clustering(1, "c", ScalarType.BIGINT, true),
                      Column.regular(2, "b", ScalarType.VARCHAR)),
                  TableOptions.DEFAULT)),
          2);

  @Test
  void mangledStatementsArePlannedOrRefused() {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("SqlFuzzTest -Dringtail.seed=" + seed);
    Random random = new Random(seed);
    StatementPlanner planner =
        new StatementPlanner("default", true, new QueryPlanner(SystemClock.INSTANCE));
    int planned = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String sql = mangle(random);
      try {
        planner.plan(sql, SCHEMA);
        planned++;
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(sql).isNotNull().isNotEqualTo("58000");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + sql, e);
      }
    }
    assertThat(planned).as("statements that survived").isPositive();
  }

  @Test
  void existsWithoutQueryIsRefused() {
    StatementPlanner planner =
        new StatementPlanner("default", true, new QueryPlanner(SystemClock.INSTANCE));
    for (String sql :
        List.of(
            "UPDATE t SET b = EXISTS 'y' WHERE a = 1 AND c = 2",
            "INSERT INTO t (a, c, b) VALUES (EXISTS 1, 2, 'x')")) {
      assertThatThrownBy(() -> planner.plan(sql, SCHEMA))
          .as(sql)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("not a query");
    }
  }

  private static String mangle(Random random) {
    List<String> words = new ArrayList<>(words(random));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(words.size());
      List<String> others = words(random);
      switch (random.nextInt(5)) {
        case 0 -> words.remove(at);
        case 1 -> words.set(at, others.get(random.nextInt(others.size())));
        case 2 -> words.add(at, others.get(random.nextInt(others.size())));
        case 3 -> words.set(at, String.valueOf((char) (32 + random.nextInt(200))));
        default -> words.addAll(at, others.subList(0, random.nextInt(others.size())));
      }
      if (words.isEmpty()) {
        words.add(";");
      }
    }
    return String.join(" ", words);
  }

  private static List<String> words(Random random) {
    return Arrays.asList(SEEDS.get(random.nextInt(SEEDS.size())).split(" ", -1));
  }
}

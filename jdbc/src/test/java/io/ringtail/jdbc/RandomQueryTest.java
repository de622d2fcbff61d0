// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Random writes and queries against a map, whichever way each query is planned. */
final class RandomQueryTest {
  private static final int ROUNDS = 400;
  private static final int VALUES = 4;

  private record RowKey(int a, int c) {}

  private final TreeMap<RowKey, Integer> model =
      new TreeMap<>(
          Comparator.comparingInt(RowKey::a).thenComparing(RowKey::c, Comparator.reverseOrder()));

  @Test
  void everyPlanGivesWhatTheModelGives() throws SQLException {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("RandomQueryTest -Dringtail.seed=" + seed);
    Random random = new Random(seed);
    try (Db db = new Db()) {
      db.run(
          "CREATE TABLE t (a INT, c INT, v INT, PRIMARY KEY (a, c))"
              + " WITH CLUSTERING ORDER BY (c DESC)");
      for (int round = 0; round < ROUNDS; round++) {
        write(db, random);
        query(db, random);
      }
    }
  }

  private void write(Db db, Random random) throws SQLException {
    RowKey key = new RowKey(random.nextInt(VALUES), random.nextInt(VALUES));
    if (random.nextInt(4) == 0) {
      db.update("DELETE FROM t WHERE a = ? AND c = ?", key.a, key.c);
      model.remove(key);
    } else {
      int value = random.nextInt(VALUES);
      db.update("INSERT INTO t (a, c, v) VALUES (?, ?, ?)", key.a, key.c, value);
      model.put(key, value);
    }
  }

  private record Condition(String sql, int value, Predicate<int[]> holds) {}

  private static Condition condition(Random random) {
    int column = random.nextInt(3);
    int value = random.nextInt(VALUES + 1);
    String name = List.of("a", "c", "v").get(column);
    return switch (random.nextInt(5)) {
      case 0 -> new Condition(name + " < ", value, row -> row[column] < value);
      case 1 -> new Condition(name + " >= ", value, row -> row[column] >= value);
      case 2 -> new Condition(name + " <> ", value, row -> row[column] != value);
      default -> new Condition(name + " = ", value, row -> row[column] == value);
    };
  }

  private void query(Db db, Random random) throws SQLException {
    List<String> texts = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    Predicate<int[]> all = row -> true;
    for (int i = random.nextInt(4); i > 0; i--) {
      Condition condition = condition(random);
      all = all.and(condition.holds);
      if (random.nextBoolean()) {
        texts.add(condition.sql + condition.value);
      } else {
        texts.add(condition.sql + "?");
        parameters.add(condition.value);
      }
    }
    boolean computed = random.nextInt(4) == 0;
    boolean descending = random.nextBoolean();
    int limit = random.nextInt(6) + 1;
    String sql =
        "SELECT "
            + (computed ? "a + 0, c, v" : "a, c, v")
            + " FROM t"
            + (texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts))
            + (descending ? " ORDER BY a DESC, c" : " ORDER BY a, c DESC")
            + " LIMIT "
            + limit;
    assertThat(db.query(sql, parameters.toArray()))
        .as("%s %s", sql, parameters)
        .isEqualTo(expected(all, descending, limit));
  }

  private List<String> expected(Predicate<int[]> all, boolean descending, int limit) {
    List<String> rows = new ArrayList<>();
    (descending ? model.descendingMap() : model)
        .forEach((key, value) -> {
          if (all.test(new int[] {key.a, key.c, value}) && rows.size() < limit) {
            rows.add(key.a + "," + key.c + "," + value);
          }
        });
    return rows;
  }
}

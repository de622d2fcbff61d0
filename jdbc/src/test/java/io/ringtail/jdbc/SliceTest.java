// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of one partition, in and against its clustering order. */
final class SliceTest {
  private Db db;

  @BeforeEach
  void fill() throws SQLException {
    db = new Db(new io.ringtail.jdbc.fake.FakeCluster(), "jdbc:ringtail://127.0.0.1");
    db.run(
        "CREATE TABLE events (a INT, b TEXT, day INT, seq INT, note TEXT,"
            + " PRIMARY KEY ((a, b), day, seq)) WITH CLUSTERING ORDER BY (day DESC, seq ASC)");
    for (int day = 1; day <= 4; day++) {
      for (int seq = 1; seq <= 3; seq++) {
        db.update("INSERT INTO events VALUES (?, ?, ?, ?, ?)", 1, "x", day, seq, day + "/" + seq);
        db.update("INSERT INTO events VALUES (?, ?, ?, ?, ?)", 1, "y", day, seq, "other");
      }
    }
    db.cluster.takeRequests();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  private List<String> notes(String rest) throws SQLException {
    return db.query("SELECT note FROM events WHERE a = 1 AND b = 'x'" + rest);
  }

  @Test
  void wholePartitionComesInClusteringOrder() throws SQLException {
    assertThat(notes(""))
        .containsExactly(
            "4/1", "4/2", "4/3", "3/1", "3/2", "3/3", "2/1", "2/2", "2/3", "1/1", "1/2", "1/3");
    assertThat(db.cluster.takeRequests()).containsExactly("slice 1000");
  }

  @Test
  void rangesOfADescendingColumn() throws SQLException {
    assertThat(notes(" AND day > 3")).containsExactly("4/1", "4/2", "4/3");
    assertThat(notes(" AND day >= 3 AND day < 4")).containsExactly("3/1", "3/2", "3/3");
    assertThat(notes(" AND 1 >= day")).containsExactly("1/1", "1/2", "1/3");
    assertThat(db.cluster.takeRequests()).containsOnly("slice 1000").hasSize(3);
  }

  @Test
  void prefixAndRangeOfTheNextColumn() throws SQLException {
    assertThat(notes(" AND day = 2 AND seq > 1")).containsExactly("2/2", "2/3");
    assertThat(notes(" AND day = 2 AND seq <= 1")).containsExactly("2/1");
    assertThat(notes(" AND day = 2 AND seq = 3")).containsExactly("2/3");
    assertThat(db.cluster.takeRequests()).containsExactly("slice 1000", "slice 1000", "get QUORUM");
  }

  @Test
  void otherConditionsAreTriedOnEachRow() throws SQLException {
    assertThat(notes(" AND seq = 2 AND note <> '3/2'")).containsExactly("4/2", "2/2", "1/2");
    assertThat(notes(" AND note IS NULL")).isEmpty();
  }

  @Test
  void orderByWalksBackwards() throws SQLException {
    assertThat(notes(" ORDER BY day, seq DESC LIMIT 4"))
        .containsExactly("1/3", "1/2", "1/1", "2/3");
    assertThat(db.cluster.takeRequests()).containsExactly("slice 4");
  }

  @Test
  void orderThatWalkingCannotGiveIsSorted() throws SQLException {
    assertThat(notes(" ORDER BY seq DESC, day LIMIT 3")).containsExactly("1/3", "2/3", "3/3");
    assertThat(notes(" AND day = 2 ORDER BY seq DESC")).containsExactly("2/3", "2/2", "2/1");
  }

  @Test
  void limitReachesTheReplicas() throws SQLException {
    assertThat(notes(" LIMIT 2")).containsExactly("4/1", "4/2");
    assertThat(notes(" LIMIT 2 OFFSET 1")).containsExactly("4/2", "4/3");
    assertThat(notes(" LIMIT 0")).isEmpty();
    assertThat(db.cluster.takeRequests()).containsExactly("slice 2", "slice 3");
  }

  @Test
  void pagesFollowEachOtherInBothDirections() throws SQLException {
    for (String order : List.of("", " ORDER BY day ASC, seq DESC")) {
      List<String> whole = notes(order);
      try (Statement statement = db.connection.createStatement()) {
        statement.setFetchSize(5);
        try (ResultSet result =
            statement.executeQuery("SELECT note FROM events WHERE a = 1 AND b = 'x'" + order)) {
          assertThat(Db.texts(result)).isEqualTo(whole);
        }
      }
    }
    assertThat(db.cluster.takeRequests())
        .containsExactly(
            "slice 1000",
            "slice 5",
            "slice 5",
            "slice 5",
            "slice 1000",
            "slice 5",
            "slice 5",
            "slice 5");
  }

  @Test
  void maxRowsBoundsTheResult() throws SQLException {
    try (PreparedStatement statement =
        db.connection.prepareStatement("SELECT note FROM events WHERE a = ? AND b = ?")) {
      statement.setMaxRows(2);
      statement.setInt(1, 1);
      statement.setString(2, "x");
      try (ResultSet result = statement.executeQuery()) {
        assertThat(Db.texts(result)).containsExactly("4/1", "4/2");
      }
    }
  }

  @Test
  void comparisonWithNullFindsNothing() throws SQLException {
    assertThat(db.query("SELECT * FROM events WHERE a = ? AND b = 'x'", new Object[] {null}))
        .isEmpty();
    assertThat(notes(" AND day > NULL")).isEmpty();
    assertThat(db.cluster.takeRequests()).isEmpty();
  }
}

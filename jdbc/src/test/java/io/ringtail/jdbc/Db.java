// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import io.ringtail.jdbc.fake.FakeCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** A connection to a fake cluster with short ways to run SQL. */
final class Db implements AutoCloseable {
  static final String URL = "jdbc:ringtail://127.0.0.1:7400?fullScans=allow";

  final FakeCluster cluster;
  final Connection connection;

  Db() throws SQLException {
    this(new FakeCluster(), URL);
  }

  Db(FakeCluster cluster, String url) throws SQLException {
    this.cluster = cluster;
    this.connection =
        Objects.requireNonNull(
            new RingtailDriver(cluster::open, cluster).connect(url, new Properties()));
  }

  int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** All rows, each as its values' texts joined by commas. */
  List<String> query(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        return texts(result);
      }
    }
  }

  static List<String> texts(ResultSet result) throws SQLException {
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

  void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.DBException;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

/**
 * YCSB over JDBC, in the statements that YCSB's own JDBC binding makes: whole rows selected,
 * updates of the fields given, inserts of all, and scans ordered by key. One instance, with a
 * connection of its own, for each of YCSB's threads.
 */
public final class JdbcBinding extends DB {
  private static final String SELECT = "SELECT * FROM usertable WHERE YCSB_KEY = ?";
  private static final String SCAN =
      "SELECT * FROM usertable WHERE YCSB_KEY >= ? ORDER BY YCSB_KEY LIMIT ?";
  private static final String DELETE = "DELETE FROM usertable WHERE YCSB_KEY = ?";

  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private @Nullable Connection connection;

  @Override
  public void init() throws DBException {
    try {
      connection = DriverManager.getConnection(BindingSettings.of(getProperties()).url(), "", "");
    } catch (SQLException e) {
      throw new DBException(e);
    }
  }

  @Override
  public void cleanup() throws DBException {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new DBException(e);
    }
  }

  @Override
  public Status read(
      String tableName,
      String key,
      @Nullable Set<String> fields,
      Map<String, ByteIterator> result) {
    try {
      PreparedStatement select = prepared(SELECT);
      select.setString(1, key);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Status.NOT_FOUND;
        }
        copy(rows, fields, result);
        return Status.OK;
      }
    } catch (SQLException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  @SuppressWarnings("NonApiType") // YCSB's signature
  public Status scan(
      String tableName,
      String startKey,
      int count,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    try {
      PreparedStatement scan = prepared(SCAN);
      scan.setString(1, startKey);
      scan.setInt(2, count);
      try (ResultSet rows = scan.executeQuery()) {
        while (rows.next()) {
          HashMap<String, ByteIterator> values = new HashMap<>();
          copy(rows, fields, values);
          result.add(values);
        }
        return Status.OK;
      }
    } catch (SQLException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  public Status update(String tableName, String key, Map<String, ByteIterator> values) {
    List<String> fields = List.copyOf(values.keySet());
    String sql = "UPDATE usertable SET " + String.join("=?, ", fields) + "=? WHERE YCSB_KEY = ?";
    try {
      PreparedStatement update = prepared(sql);
      for (int i = 0; i < fields.size(); i++) {
        update.setString(i + 1, text(values, fields.get(i)));
      }
      update.setString(fields.size() + 1, key);
      return one(update.executeUpdate());
    } catch (SQLException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  public Status insert(String tableName, String key, Map<String, ByteIterator> values) {
    List<String> fields = new ArrayList<>(values.keySet());
    String sql =
        "INSERT INTO usertable (YCSB_KEY,"
            + String.join(",", fields)
            + ") VALUES(?"
            + ",?".repeat(fields.size())
            + ")";
    try {
      PreparedStatement insert = prepared(sql);
      insert.setString(1, key);
      for (int i = 0; i < fields.size(); i++) {
        insert.setString(i + 2, text(values, fields.get(i)));
      }
      return one(insert.executeUpdate());
    } catch (SQLException failure) {
      return Failures.status(failure);
    }
  }

  @Override
  public Status delete(String tableName, String key) {
    try {
      PreparedStatement delete = prepared(DELETE);
      delete.setString(1, key);
      return one(delete.executeUpdate());
    } catch (SQLException failure) {
      return Failures.status(failure);
    }
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = Objects.requireNonNull(connection, "init() comes first").prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  private static Status one(int updated) {
    return updated == 1 ? Status.OK : Status.UNEXPECTED_STATE;
  }

  private static String text(Map<String, ByteIterator> values, String field) {
    return Objects.requireNonNull(values.get(field), field).toString();
  }

  private static void copy(
      ResultSet row, @Nullable Set<String> fields, Map<String, ByteIterator> result)
      throws SQLException {
    for (int field = 0; field < UserTable.FIELDS; field++) {
      String name = "field" + field;
      if (fields == null || fields.contains(name)) {
        String value = row.getString(name);
        if (value != null) {
          result.put(name, new StringByteIterator(value));
        }
      }
    }
  }
}

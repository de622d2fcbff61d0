// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tools ask about a database, its tables, results and parameters. */
final class MetadataTest {
  private Db db;
  private DatabaseMetaData metadata;

  @BeforeEach
  void open() throws SQLException {
    db = new Db();
    db.run(
        "CREATE KEYSPACE shop",
        "CREATE TABLE shop.items (id UUID PRIMARY KEY, price DECIMAL, made TIMESTAMP)",
        "CREATE TABLE events (a INT, b TEXT, c BIGINT, note TEXT, PRIMARY KEY ((a, b), c))"
            + " WITH CLUSTERING ORDER BY (c DESC)");
    metadata = db.connection.getMetaData();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @Test
  void listsSchemasTablesAndColumns() throws SQLException {
    assertThat(Db.texts(metadata.getSchemas())).containsExactly("default,null", "shop,null");
    assertThat(Db.texts(metadata.getTables(null, null, "%", null)))
        .extracting(row -> row.split(",", -1)[1] + "." + row.split(",", -1)[2])
        .containsExactly("default.events", "shop.items");
    assertThat(Db.texts(metadata.getTables(null, "SHOP", "it_ms", new String[] {"TABLE"})))
        .hasSize(1);
    assertThat(Db.texts(metadata.getTables(null, "shop", "it\\_ms", null))).isEmpty();
    assertThat(Db.texts(metadata.getTables(null, null, null, new String[] {"VIEW"}))).isEmpty();
    try (ResultSet columns = metadata.getColumns(null, "shop", "items", "%")) {
      assertThat(columns.getMetaData().getColumnCount()).isEqualTo(24);
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("id");
      assertThat(columns.getInt("DATA_TYPE")).isEqualTo(Types.OTHER);
      assertThat(columns.getInt("NULLABLE")).isEqualTo(DatabaseMetaData.columnNoNulls);
      assertThat(columns.getInt("BUFFER_LENGTH")).isZero();
      assertThat(columns.wasNull()).isTrue();
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("TYPE_NAME")).isEqualTo("DECIMAL");
      assertThat(columns.getInt("ORDINAL_POSITION")).isEqualTo(2);
    }
  }

  @Test
  void primaryKeysComeWithTheirPlaceInTheKey() throws SQLException {
    assertThat(Db.texts(metadata.getPrimaryKeys(null, null, "EVENTS")))
        .containsExactly(
            "null,default,events,a,1,primary",
            "null,default,events,b,2,primary",
            "null,default,events,c,3,primary");
    assertThat(Db.texts(metadata.getIndexInfo(null, null, "events", true, true))).hasSize(3);
    assertThat(Db.texts(metadata.getImportedKeys(null, null, "events"))).isEmpty();
  }

  @Test
  void resultsAndParametersAreDescribedBeforeExecution() throws SQLException {
    try (PreparedStatement select =
        db.connection.prepareStatement("SELECT note AS n, c FROM events WHERE a = ? AND b = ?")) {
      ResultSetMetaData columns = select.getMetaData();
      assertThat(columns.getColumnLabel(1)).isEqualTo("n");
      assertThat(columns.getColumnName(1)).isEqualTo("note");
      assertThat(columns.getTableName(1)).isEqualTo("events");
      assertThat(columns.getSchemaName(1)).isEqualTo("default");
      assertThat(columns.getColumnType(2)).isEqualTo(Types.BIGINT);
      assertThat(columns.isNullable(2)).isEqualTo(ResultSetMetaData.columnNoNulls);
      assertThat(columns.getColumnClassName(1)).isEqualTo("java.lang.String");
      assertThat(select.getParameterMetaData().getParameterCount()).isEqualTo(2);
      assertThat(select.getParameterMetaData().getParameterType(1)).isEqualTo(Types.INTEGER);
      assertThat(select.getParameterMetaData().getParameterTypeName(2)).isEqualTo("VARCHAR");
    }
    try (PreparedStatement select =
        db.connection.prepareStatement("SELECT COUNT(*) AS n, MAX(price) FROM shop.items")) {
      assertThat(select.getMetaData().getColumnType(1)).isEqualTo(Types.BIGINT);
      assertThat(select.getMetaData().getColumnTypeName(2)).isEqualTo("DECIMAL");
    }
  }

  /** Whatever is called, with whatever arguments: an answer, or a SQL exception. */
  @Test
  void everyMethodAnswersOrThrowsASqlException() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (PreparedStatement statement =
        db.connection.prepareStatement("SELECT * FROM events WHERE a = 1 AND b = 'x'")) {
      callAll(DatabaseMetaData.class, metadata, wrong);
      callAll(ResultSetMetaData.class, statement.getMetaData(), wrong);
      callAll(java.sql.ParameterMetaData.class, statement.getParameterMetaData(), wrong);
      callAll(ResultSet.class, statement.executeQuery(), wrong);
      callAll(PreparedStatement.class, statement, wrong);
    }
    callAll(java.sql.Connection.class, db.connection, wrong);
    callAll(java.sql.Connection.class, db.connection, wrong);
    callAll(DatabaseMetaData.class, metadata, wrong);
    assertThat(wrong).isEmpty();
  }

  private static void callAll(Class<?> type, Object target, List<String> wrong)
      throws IllegalAccessException {
    for (Method method : type.getMethods()) {
      if (method.getDeclaringClass() == Object.class || method.getName().equals("close")) {
        continue;
      }
      @Nullable Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = plausible(method.getParameterTypes()[i]);
      }
      try {
        method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof SQLException)) {
          wrong.add(type.getSimpleName() + "." + method.getName() + ": " + e.getCause());
        }
      }
    }
  }

  private static @Nullable Object plausible(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "events";
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == short.class) {
      return (short) 1;
    }
    if (type == byte.class) {
      return (byte) 1;
    }
    if (type == float.class) {
      return 1f;
    }
    if (type == double.class) {
      return 1d;
    }
    if (type == byte[].class) {
      return new byte[1];
    }
    if (type == String[].class) {
      return new String[] {"TABLE"};
    }
    if (type == int[].class) {
      return new int[] {1};
    }
    return null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.TableName;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result set, as {@code ResultSetMetaData} describes it.
 *
 * @param table where it comes from; null for what is computed
 * @param jdbcType constant of {@link java.sql.Types}
 * @param className what {@code getObject} returns
 */
public record ResultColumn(
    String label,
    String name,
    @Nullable TableName table,
    int jdbcType,
    String typeName,
    int precision,
    int scale,
    int displayWidth,
    boolean nullable,
    String className) {

  /** A column of a table. */
  public static ResultColumn of(String label, TableName table, Column column) {
    SqlType type = SqlType.of(column.type());
    return new ResultColumn(
        label,
        column.name(),
        table,
        type.jdbcType(),
        type.name(),
        type.precision(),
        type.scale(),
        type.displayWidth(),
        column.kind() == ColumnKind.REGULAR,
        type.objectClass().getName());
  }

  /** A computed column of one of the nine types. */
  public static ResultColumn of(String label, SqlType type) {
    return new ResultColumn(
        label,
        label,
        null,
        type.jdbcType(),
        type.name(),
        type.precision(),
        type.scale(),
        type.displayWidth(),
        true,
        type.objectClass().getName());
  }

  public boolean signed() {
    return switch (jdbcType) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }
}

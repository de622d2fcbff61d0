// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.type.SqlType;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.calcite.sql.SqlDataTypeSpec;

/** The column types by the names that CREATE TABLE may give them. */
final class TypeNames {
  private TypeNames() {}

  /**
   * The type of a new column. Lengths and precisions are accepted and not enforced.
   *
   * @throws SQLException 42804 with the names that there are
   */
  static SqlType type(SqlDataTypeSpec spec) throws SQLException {
    String name = spec.getTypeName().toString().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "BOOLEAN" -> SqlType.BOOLEAN;
      case "INTEGER", "INT" -> SqlType.INTEGER;
      case "BIGINT" -> SqlType.BIGINT;
      case "DOUBLE" -> SqlType.DOUBLE;
      case "DECIMAL" -> SqlType.DECIMAL;
      case "VARCHAR", "TEXT" -> SqlType.VARCHAR;
      case "VARBINARY" -> SqlType.VARBINARY;
      case "UUID" -> SqlType.UUID;
      case "TIMESTAMP" -> SqlType.TIMESTAMP;
      default ->
          throw SqlState.TYPE_MISMATCH.exception(
              "there is no column type "
                  + name
                  + Values.at(spec)
                  + "; there are BOOLEAN, INT, BIGINT, DOUBLE, DECIMAL, VARCHAR, TEXT, VARBINARY,"
                  + " UUID and TIMESTAMP");
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.TableName;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Types;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Calcite's types for the nine column types, and what a computed column looks like to JDBC. */
final class QueryTypes {
  static final int DECIMAL_PRECISION = 38;
  static final int DECIMAL_SCALE = 18;

  /** Sums and averages that keep what they are made of. */
  private static final RelDataTypeSystem SYSTEM =
      new RelDataTypeSystemImpl() {
        @Override
        public int getMaxPrecision(SqlTypeName typeName) {
          return typeName == SqlTypeName.DECIMAL
              ? DECIMAL_PRECISION
              : super.getMaxPrecision(typeName);
        }

        @Override
        public int getMaxScale(SqlTypeName typeName) {
          return typeName == SqlTypeName.DECIMAL ? DECIMAL_SCALE : super.getMaxScale(typeName);
        }

        @Override
        public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
          return switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER ->
                nullableLike(factory, argument, factory.createSqlType(SqlTypeName.BIGINT));
            default -> super.deriveSumType(factory, argument);
          };
        }

        @Override
        public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
          return switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                nullableLike(factory, argument, factory.createSqlType(SqlTypeName.DOUBLE));
            default -> super.deriveAvgAggType(factory, argument);
          };
        }

        @Override
        public boolean shouldConvertRaggedUnionTypesToVarying() {
          return true;
        }
      };

  private QueryTypes() {}

  private static RelDataType nullableLike(
      RelDataTypeFactory factory, RelDataType like, RelDataType type) {
    return factory.createTypeWithNullability(type, like.isNullable());
  }

  /** A factory of Calcite's types, whose text is Unicode. */
  static JavaTypeFactoryImpl factory() {
    return new JavaTypeFactoryImpl(SYSTEM) {
      @Override
      public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
      }
    };
  }

  /** The type of a column. */
  static RelDataType relType(RelDataTypeFactory factory, SqlType type, boolean nullable) {
    RelDataType bare =
        switch (type) {
          case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
          case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case DECIMAL ->
              factory.createSqlType(SqlTypeName.DECIMAL, DECIMAL_PRECISION, DECIMAL_SCALE);
          case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
          case VARBINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
          case UUID -> factory.createSqlType(SqlTypeName.UUID);
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 3);
        };
    return factory.createTypeWithNullability(bare, nullable);
  }

  /**
   * The type in which a parameter is taken from the application.
   *
   * @throws SQLException there is no way to set a parameter of that type
   */
  static SqlType parameterType(RelDataType type) throws SQLException {
    SqlType known = columnType(type.getSqlTypeName());
    if (known == null) {
      throw SqlState.NOT_SUPPORTED.exception("a parameter of type " + type + " is not supported");
    }
    return known;
  }

  private static @Nullable SqlType columnType(SqlTypeName type) {
    return switch (type) {
      case BOOLEAN -> SqlType.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER -> SqlType.INTEGER;
      case BIGINT -> SqlType.BIGINT;
      case FLOAT, REAL, DOUBLE -> SqlType.DOUBLE;
      case DECIMAL -> SqlType.DECIMAL;
      case CHAR, VARCHAR -> SqlType.VARCHAR;
      case BINARY, VARBINARY -> SqlType.VARBINARY;
      case UUID -> SqlType.UUID;
      case TIMESTAMP, DATE -> SqlType.TIMESTAMP;
      default -> null;
    };
  }

  /** The type of a result column by which rows are ordered, null where Java's own order serves. */
  static @Nullable SqlType orderType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN,
          INTEGER,
          BIGINT,
          DOUBLE,
          DECIMAL,
          CHAR,
          VARCHAR,
          BINARY,
          VARBINARY,
          UUID,
          TIMESTAMP ->
          columnType(type.getSqlTypeName());
      default -> null;
    };
  }

  /** The result column that JDBC sees. */
  static ResultColumn resultColumn(
      String label, @Nullable String origin, @Nullable TableName table, RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    SqlType known = name == SqlTypeName.DATE ? null : columnType(name);
    int jdbcType =
        switch (name) {
          case CHAR -> Types.VARCHAR;
          case BINARY -> Types.VARBINARY;
          case FLOAT, REAL -> Types.DOUBLE;
          case ARRAY, MULTISET, MAP, ROW, ANY, VARIANT, NULL -> Types.VARCHAR;
          default -> name.getJdbcOrdinal();
        };
    int precision = known != null ? known.precision() : Math.max(type.getPrecision(), 0);
    return new ResultColumn(
        label,
        origin == null ? label : origin,
        table,
        jdbcType,
        known != null ? known.name() : name.getName(),
        precision,
        known == SqlType.DECIMAL ? type.getScale() : known != null ? known.scale() : 0,
        known != null ? known.displayWidth() : Math.max(precision, 20),
        type.isNullable(),
        className(known, jdbcType));
  }

  private static String className(@Nullable SqlType known, int jdbcType) {
    if (known != null) {
      return known.objectClass().getName();
    }
    return switch (jdbcType) {
      case Types.DATE -> java.sql.Date.class.getName();
      case Types.TIME -> java.sql.Time.class.getName();
      case Types.VARCHAR -> String.class.getName();
      default -> Object.class.getName();
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.Input;
import io.ringtail.jdbc.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTimestampLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.BitString;
import org.jspecify.annotations.Nullable;

/** Turns literals and question marks of a statement into a plan's value sources. */
final class Values {
  private Values() {}

  /** Whether a node is a literal, a literal with a sign, or a question mark. */
  static boolean simple(SqlNode node) {
    if (node instanceof SqlCall call
        && (call.getKind() == SqlKind.MINUS_PREFIX || call.getKind() == SqlKind.PLUS_PREFIX)) {
      return call.operand(0) instanceof SqlLiteral literal
          && literal.getValue() instanceof BigDecimal;
    }
    return node instanceof SqlDynamicParam
        || (node instanceof SqlLiteral literal && supported(literal));
  }

  private static boolean supported(SqlLiteral literal) {
    SqlTypeName type = literal.getTypeName();
    return switch (type) {
      case NULL, BOOLEAN, DECIMAL, DOUBLE, CHAR, BINARY, TIMESTAMP -> true;
      case UNKNOWN -> literal.getValue() != null;
      default -> false;
    };
  }

  /**
   * The source of a simple node.
   *
   * @throws SQLException the literal does not fit the type
   */
  static ValueSource source(SqlNode node, SqlType type, ParameterTypes parameters)
      throws SQLException {
    if (node instanceof SqlDynamicParam parameter) {
      parameters.set(parameter, type);
      return new ValueSource.Parameter(parameter.getIndex());
    }
    Object value = literal(node);
    try {
      return new ValueSource.Constant(Input.convert(value, type));
    } catch (SQLException e) {
      throw new java.sql.SQLDataException(e.getMessage() + at(node), e.getSQLState(), e);
    }
  }

  /** The value of a literal as its own Java class. */
  static @Nullable Object literal(SqlNode node) throws SQLException {
    if (node instanceof SqlCall call) {
      Object number = literal(call.operand(0));
      if (number instanceof BigDecimal decimal) {
        return call.getKind() == SqlKind.MINUS_PREFIX ? decimal.negate() : decimal;
      }
    }
    if (node instanceof SqlTimestampLiteral timestamp) {
      return timestamp.toFormattedString();
    }
    if (node instanceof SqlLiteral literal) {
      return literalValue(literal);
    }
    throw SqlState.NOT_SUPPORTED.exception("a value is expected instead of " + node + at(node));
  }

  private static @Nullable Object literalValue(SqlLiteral literal) {
    return switch (literal.getTypeName()) {
      case NULL -> null;
      case BOOLEAN -> literal.booleanValue();
      case BINARY -> {
        BitString bits = literal.getValueAs(BitString.class);
        yield bits.getAsByteArray();
      }
      case CHAR, UNKNOWN, TIMESTAMP -> literal.getValueAs(String.class);
      default -> literal.bigDecimalValue();
    };
  }

  /** {@code , line 1, column 7}. */
  static String at(SqlNode node) {
    return ", line "
        + node.getParserPosition().getLineNum()
        + ", column "
        + node.getParserPosition().getColumnNum();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.Condition;
import io.ringtail.jdbc.plan.Condition.Operator;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.Input;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Table;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Recognizes Calcite's filters that a table read can answer for. */
final class FilterReader {
  private FilterReader() {}

  /** Appends the conditions of a filter and returns true, or false when it is another kind. */
  static boolean read(RexNode filter, Table table, List<Condition> conditions) {
    if (!(filter instanceof RexCall call)) {
      return false;
    }
    if (call.getKind() == SqlKind.AND) {
      int before = conditions.size();
      for (RexNode operand : call.getOperands()) {
        if (!read(operand, table, conditions)) {
          conditions.subList(before, conditions.size()).clear();
          return false;
        }
      }
      return true;
    }
    Condition condition = condition(call, table);
    if (condition != null) {
      conditions.add(condition);
    }
    return condition != null;
  }

  private static @Nullable Condition condition(RexCall call, Table table) {
    Operator operator = operator(call.getKind());
    if (operator == null) {
      return null;
    }
    RexNode left = call.getOperands().get(0);
    if (operator.comparesNull()) {
      return left instanceof RexInputRef input
          ? condition(input, operator, new ValueSource.Constant(null), table)
          : null;
    }
    RexNode right = call.getOperands().get(1);
    if (left instanceof RexInputRef input) {
      return condition(input, operator, source(right, input, table), table);
    }
    return right instanceof RexInputRef input
        ? condition(input, operator.mirrored(), source(left, input, table), table)
        : null;
  }

  private static @Nullable Condition condition(
      RexInputRef input, Operator operator, @Nullable ValueSource source, Table table) {
    return source == null
        ? null
        : new Condition(input.getIndex(), table.columns().get(input.getIndex()), operator, source);
  }

  private static @Nullable ValueSource source(RexNode node, RexInputRef input, Table table) {
    Column column = table.columns().get(input.getIndex());
    SqlType type = SqlType.of(column.type());
    RexNode bare = node;
    if (node instanceof RexCall cast
        && cast.getKind() == SqlKind.CAST
        && cast.getType().getSqlTypeName() == input.getType().getSqlTypeName()) {
      bare = cast.getOperands().get(0);
    }
    if (bare instanceof RexDynamicParam parameter) {
      return sameType(bare, type) ? new ValueSource.Parameter(parameter.getIndex()) : null;
    }
    if (bare instanceof RexLiteral literal) {
      try {
        return new ValueSource.Constant(Input.convert(value(literal), type));
      } catch (SQLException e) {
        return null; // not a value of the column's type: Calcite knows what that means
      }
    }
    return null;
  }

  /** A parameter is converted to one type; it has to be the column's. */
  private static boolean sameType(RexNode parameter, SqlType type) {
    return QueryTypes.orderType(parameter.getType()) == type;
  }

  private static @Nullable Object value(RexLiteral literal) {
    Object value = literal.getValue4();
    if (value instanceof NlsString text) {
      return text.getValue();
    }
    if (value instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    if (value instanceof TimestampString timestamp) {
      return timestamp.toString();
    }
    return value instanceof BigDecimal || value instanceof Boolean || value == null
        ? value
        : literal.getValue();
  }

  private static @Nullable Operator operator(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Operator.EQUAL;
      case NOT_EQUALS -> Operator.NOT_EQUAL;
      case LESS_THAN -> Operator.LESS;
      case LESS_THAN_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case GREATER_THAN -> Operator.GREATER;
      case GREATER_THAN_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case IS_NULL -> Operator.IS_NULL;
      case IS_NOT_NULL -> Operator.IS_NOT_NULL;
      default -> null;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Condition;
import io.ringtail.jdbc.plan.Condition.Operator;
import io.ringtail.jdbc.plan.ValueSource;
import io.ringtail.jdbc.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Reads a WHERE of comparisons joined by AND. */
final class Conditions {
  private static final ValueSource NONE = new ValueSource.Constant(null);

  private final TableScope scope;
  private final ParameterTypes parameters;
  private final List<Condition> conditions = new ArrayList<>();

  private Conditions(TableScope scope, ParameterTypes parameters) {
    this.scope = scope;
    this.parameters = parameters;
  }

  /**
   * The conditions, or null when WHERE is anything else.
   *
   * @throws SQLException a literal does not fit its column
   */
  static @Nullable List<Condition> read(
      @Nullable SqlNode where, TableScope scope, ParameterTypes parameters) throws SQLException {
    Conditions reader = new Conditions(scope, parameters);
    return where == null || reader.add(where) ? reader.conditions : null;
  }

  private boolean add(SqlNode node) throws SQLException {
    if (!(node instanceof SqlBasicCall call)) {
      return false;
    }
    SqlKind kind = call.getKind();
    if (kind == SqlKind.AND) {
      for (SqlNode operand : call.getOperandList()) {
        if (!add(operand)) {
          return false;
        }
      }
      return true;
    }
    if (kind == SqlKind.IS_NULL || kind == SqlKind.IS_NOT_NULL) {
      return call.operand(0) instanceof SqlIdentifier name
          && add(name, kind == SqlKind.IS_NULL ? Operator.IS_NULL : Operator.IS_NOT_NULL, null);
    }
    Operator operator = comparison(kind);
    return operator != null && addComparison(call, operator);
  }

  private boolean addComparison(SqlCall call, Operator operator) throws SQLException {
    SqlNode left = call.operand(0);
    SqlNode right = call.operand(1);
    if (left instanceof SqlIdentifier name && Values.simple(right)) {
      return add(name, operator, right);
    }
    return right instanceof SqlIdentifier name
        && Values.simple(left)
        && add(name, operator.mirrored(), left);
  }

  private boolean add(SqlIdentifier name, Operator operator, @Nullable SqlNode value)
      throws SQLException {
    int index = scope.index(name);
    SqlType type = SqlType.of(scope.column(index).type());
    try {
      ValueSource source = value == null ? NONE : Values.source(value, type, parameters);
      conditions.add(new Condition(index, scope.column(index), operator, source));
      return true;
    } catch (SQLException e) {
      if (SqlState.NUMBER_OUT_OF_RANGE.code().equals(e.getSQLState())) {
        return false; // a whole number compared with 1.5: odd, but right
      }
      throw e;
    }
  }

  private static @Nullable Operator comparison(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Operator.EQUAL;
      case NOT_EQUALS -> Operator.NOT_EQUAL;
      case LESS_THAN -> Operator.LESS;
      case LESS_THAN_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case GREATER_THAN -> Operator.GREATER;
      case GREATER_THAN_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      default -> null;
    };
  }
}

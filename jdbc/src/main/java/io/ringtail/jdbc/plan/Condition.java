// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.type.SqlType;
import io.ringtail.jdbc.type.TypeOrder;
import io.ringtail.protocol.schema.Column;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of one column with a value: one of those that WHERE joins by AND.
 *
 * @param columnIndex place in the table's columns
 * @param value what stands on the other side; the constant null for IS NULL and IS NOT NULL
 */
public record Condition(int columnIndex, Column column, Operator operator, ValueSource value) {
  /** How the two are compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    private final String sql;

    Operator(String sql) {
      this.sql = sql;
    }

    /** The operator that says the same with its sides exchanged. */
    public Operator mirrored() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        case EQUAL, NOT_EQUAL, IS_NULL, IS_NOT_NULL -> this;
      };
    }

    public boolean comparesNull() {
      return this == IS_NULL || this == IS_NOT_NULL;
    }
  }

  /** Whether a row with this column value is wanted; a comparison with null never holds. */
  public boolean holds(@Nullable Object columnValue, @Nullable Object[] parameters)
      throws SQLException {
    if (operator.comparesNull()) {
      return (columnValue == null) == (operator == Operator.IS_NULL);
    }
    Object other = value.resolve(parameters);
    if (columnValue == null || other == null) {
      return false;
    }
    int order = TypeOrder.of(SqlType.of(column.type())).compare(columnValue, other);
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case IS_NULL, IS_NOT_NULL -> throw new IllegalStateException("dealt with above");
    };
  }

  /** The text for EXPLAIN. */
  public String describe() {
    return column.name()
        + " "
        + operator.sql
        + (operator.comparesNull() ? "" : " " + value.describe());
  }
}

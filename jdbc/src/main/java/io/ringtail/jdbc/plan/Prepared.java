// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.type.Input;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Schema;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A planned statement.
 *
 * @param schema what it was planned against; another one calls for a new plan
 * @param parameters the type of each question mark
 * @param columns of the result set; empty where there is none
 */
public record Prepared(
    String sql, Schema schema, Plan plan, List<SqlType> parameters, List<ResultColumn> columns) {
  private static final @Nullable Object[] NO_PARAMETERS = {};

  public Prepared {
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
  }

  /**
   * Whether it was planned against this very schema. An equal one of another map calls for a new
   * plan too: maps change rarely, and comparing all tables with each execution would cost more.
   */
  @SuppressWarnings("ReferenceEquality")
  public boolean madeFor(Schema current) {
    return schema == current;
  }

  /**
   * What the application set, in the types that the plan wants.
   *
   * @param set one value for each question mark
   */
  public @Nullable Object[] convert(@Nullable Object[] set) throws SQLException {
    int count = parameters.size();
    if (set.length != count) {
      throw SqlState.PARAMETER_COUNT.exception(
          set.length + " parameters for a statement with " + count);
    }
    if (count == 0) {
      return NO_PARAMETERS;
    }
    @Nullable Object[] converted = new Object[count];
    for (int i = 0; i < count; i++) {
      try {
        converted[i] = Input.convert(set[i], parameters.get(i));
      } catch (SQLException e) {
        throw new java.sql.SQLDataException(
            "parameter " + (i + 1) + ": " + e.getMessage(), e.getSQLState(), e);
      }
    }
    return converted;
  }
}

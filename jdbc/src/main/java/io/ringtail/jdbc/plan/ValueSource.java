// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.type.Input;
import io.ringtail.jdbc.type.SqlType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where a plan gets a value from when it runs. */
public sealed interface ValueSource {
  /**
   * The value, of its type's Java class.
   *
   * @param parameters one value for each question mark, converted to {@link Prepared#parameters()}
   */
  @Nullable Object resolve(@Nullable Object[] parameters) throws SQLException;

  /** The text for EXPLAIN. */
  String describe();

  /** A value that stands in the statement. */
  record Constant(@Nullable Object value) implements ValueSource {
    @Override
    public @Nullable Object resolve(@Nullable Object[] parameters) {
      return value;
    }

    @Override
    public String describe() {
      return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
    }
  }

  /**
   * A question mark.
   *
   * @param index counts from 0
   */
  record Parameter(int index) implements ValueSource {
    @Override
    public @Nullable Object resolve(@Nullable Object[] parameters) {
      return parameters[index];
    }

    @Override
    public String describe() {
      return "?" + index;
    }
  }

  /**
   * An expression over no column, computed anew each time.
   *
   * @param computation gives one row with one value
   */
  record Computed(Computation computation, SqlType type) implements ValueSource {
    @Override
    public @Nullable Object resolve(@Nullable Object[] parameters) throws SQLException {
      try (Rows rows = computation.run(Computed::refuse, parameters)) {
        @Nullable Object[] row = rows.next();
        if (row == null) {
          throw SqlState.INTERNAL.exception("an expression gave no value");
        }
        return Input.convert(row[0], type);
      }
    }

    private static Rows refuse(TableRead read, @Nullable Object[] parameters) throws SQLException {
      throw SqlState.NOT_SUPPORTED.exception("a value to be written cannot be read from a table");
    }

    @Override
    public String describe() {
      return "expression";
    }
  }
}

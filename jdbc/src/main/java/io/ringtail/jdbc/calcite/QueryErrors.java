// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calcite's exceptions as SQL exceptions. */
final class QueryErrors {
  private static final Pattern PLACE =
      Pattern.compile("(?:From|At) line (\\d+), column (\\d+)(?: to line \\d+, column \\d+)?:? ?");

  private QueryErrors() {}

  /** What went wrong before a query ran: the query is wrong. */
  static SQLException planning(Throwable failure) {
    SQLException sql = sqlException(failure);
    if (sql != null) {
      return sql;
    }
    Throwable inner = innermost(failure);
    String reason = String.valueOf(inner.getMessage());
    String message = reason + place(failure);
    if (reason.startsWith("Object '") || reason.startsWith("Table '")) {
      return SqlState.TABLE_UNKNOWN.exception(message, failure);
    }
    if (reason.startsWith("Column '") && reason.contains("not found")) {
      return SqlState.COLUMN_UNKNOWN.exception(message, failure);
    }
    if (reason.startsWith("Cannot apply") || reason.contains("not comparable")) {
      return SqlState.TYPE_MISMATCH.exception(message, failure);
    }
    if (inner instanceof UnsupportedOperationException || reason.contains("CannotPlan")) {
      return SqlState.NOT_SUPPORTED.exception("this query is not supported: " + message, failure);
    }
    return SqlState.INVALID_STATEMENT.exception(message, failure);
  }

  /** What went wrong while a query ran: its data, or a read. */
  static SQLException running(RuntimeException failure) {
    SQLException sql = sqlException(failure);
    if (sql != null) {
      return sql;
    }
    Throwable inner = innermost(failure);
    String message = String.valueOf(inner.getMessage());
    if (inner instanceof ArithmeticException) {
      return message.contains("zero")
          ? SqlState.DIVISION_BY_ZERO.exception(message, failure)
          : SqlState.NUMBER_OUT_OF_RANGE.exception(message, failure);
    }
    if (inner instanceof IllegalArgumentException || inner instanceof ClassCastException) {
      return SqlState.CANNOT_CONVERT.exception("the query met a wrong value: " + message, failure);
    }
    if (message.contains("more than one value")) {
      return SqlState.CARDINALITY.exception(message, failure);
    }
    return SqlState.INTERNAL.exception("the query failed: " + inner, failure);
  }

  private static @org.jspecify.annotations.Nullable SQLException sqlException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String place(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Matcher matcher = PLACE.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        return ", line " + matcher.group(1) + ", column " + matcher.group(2);
      }
    }
    return "";
  }
}

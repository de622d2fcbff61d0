// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * Every SQLSTATE that this driver reports, with the {@code java.sql} exception class it comes in.
 *
 * <p>Connection pools throw a connection away on class 08, on 0A000, on 57P01 to 57P03 and on
 * {@code SQLTimeoutException}, so these stand only where the connection itself is of no more use.
 */
public enum SqlState {
  PARAMETER_COUNT("07001", Kind.DATA),
  PARAMETER_NOT_SET("07002", Kind.DATA),
  CANNOT_CONNECT("08001", Kind.TRANSIENT_CONNECTION),
  BAD_URL("08001", Kind.CONNECTION),
  CONNECTION_CLOSED("08003", Kind.CONNECTION),
  CONNECTION_REFUSED("08004", Kind.CONNECTION),
  CARDINALITY("21000", Kind.DATA),
  NUMBER_OUT_OF_RANGE("22003", Kind.DATA),
  BAD_TIMESTAMP("22007", Kind.DATA),
  DIVISION_BY_ZERO("22012", Kind.DATA),
  CANNOT_CONVERT("22018", Kind.DATA),
  INVALID_VALUE("22023", Kind.DATA),
  VALUE_TOO_LARGE("22001", Kind.DATA),
  KEY_IS_NULL("23502", Kind.INTEGRITY),
  CURSOR_STATE("24000", Kind.PERMANENT),
  AUTHORIZATION("28000", Kind.AUTHORIZATION),
  KEYSPACE_UNKNOWN("3F000", Kind.SYNTAX),
  /** The write may or may not have taken effect: nobody knows yet. */
  COMPLETION_UNKNOWN("40003", Kind.PLAIN),
  SYNTAX("42601", Kind.SYNTAX),
  /** Names are right, types are right, and it still makes no sense. */
  INVALID_STATEMENT("42000", Kind.SYNTAX),
  TYPE_MISMATCH("42804", Kind.SYNTAX),
  KEYSPACE_EXISTS("42P06", Kind.SYNTAX),
  TABLE_EXISTS("42S01", Kind.SYNTAX),
  TABLE_UNKNOWN("42S02", Kind.SYNTAX),
  COLUMN_EXISTS("42S21", Kind.SYNTAX),
  COLUMN_UNKNOWN("42S22", Kind.SYNTAX),
  /** The statement would read the whole table and the connection does not allow it. */
  FULL_SCAN_REFUSED("42R01", Kind.SYNTAX),
  OVERLOADED("53000", Kind.TRANSIENT),
  UNAVAILABLE("57011", Kind.TRANSIENT),
  CANCELLED("57014", Kind.TRANSIENT),
  INTERNAL("58000", Kind.PERMANENT),
  NOT_SUPPORTED("HYC00", Kind.NOT_SUPPORTED),
  TIMEOUT("HYT00", Kind.TRANSIENT);

  /** What warnings have. */
  public static final String WARNING = "01000";

  private final String code;
  private final Kind kind;

  SqlState(String code, Kind kind) {
    this.code = code;
    this.kind = kind;
  }

  private enum Kind {
    PLAIN,
    DATA,
    INTEGRITY,
    SYNTAX,
    AUTHORIZATION,
    CONNECTION,
    TRANSIENT_CONNECTION,
    TRANSIENT,
    PERMANENT,
    NOT_SUPPORTED
  }

  /** The five characters. */
  public String code() {
    return code;
  }

  /** An exception of this state. */
  public SQLException exception(String message) {
    return exception(message, null);
  }

  /** An exception of this state with what brought it about. */
  public SQLException exception(String message, @Nullable Throwable cause) {
    return switch (kind) {
      case PLAIN -> new SQLException(message, code, cause);
      case DATA -> new SQLDataException(message, code, cause);
      case INTEGRITY -> new SQLIntegrityConstraintViolationException(message, code, cause);
      case SYNTAX -> new SQLSyntaxErrorException(message, code, cause);
      case AUTHORIZATION -> new SQLInvalidAuthorizationSpecException(message, code, cause);
      case CONNECTION -> new SQLNonTransientConnectionException(message, code, cause);
      case TRANSIENT_CONNECTION -> new SQLTransientConnectionException(message, code, cause);
      case TRANSIENT -> new SQLTransientException(message, code, cause);
      case PERMANENT -> new SQLNonTransientException(message, code, cause);
      case NOT_SUPPORTED -> new SQLFeatureNotSupportedException(message, code, cause);
    };
  }
}

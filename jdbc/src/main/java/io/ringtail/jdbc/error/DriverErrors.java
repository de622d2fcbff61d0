// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.error;

import io.ringtail.driver.api.RingtailException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The one place where the driver's exceptions become SQL exceptions. Every message says whether the
 * statement may have taken effect.
 */
public final class DriverErrors {
  private static final String NOTHING_HAPPENED = " (nothing was changed)";
  private static final String MAY_HAVE_HAPPENED = " (the write may have taken effect)";

  private DriverErrors() {}

  /** The SQL exception for whatever a driver call ended with. */
  public static SQLException toSql(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof SQLException known) {
      return known;
    }
    if (cause instanceof RingtailException known) {
      return state(known).exception(message(known), known);
    }
    if (cause instanceof IllegalArgumentException) {
      return SqlState.INVALID_VALUE.exception(cause.getMessage() + NOTHING_HAPPENED, cause);
    }
    return SqlState.INTERNAL.exception("the driver failed: " + cause + MAY_HAVE_HAPPENED, cause);
  }

  private static String message(RingtailException failure) {
    return failure.getMessage()
        + (failure.mayHaveTakenEffect() ? MAY_HAVE_HAPPENED : NOTHING_HAPPENED);
  }

  private static SqlState state(RingtailException failure) {
    if (failure.mayHaveTakenEffect()) {
      return SqlState.COMPLETION_UNKNOWN;
    }
    if (failure instanceof RingtailException.Unavailable
        || failure instanceof RingtailException.ReplicaFailure) {
      return SqlState.UNAVAILABLE;
    }
    if (failure instanceof RingtailException.ReadTimeout) {
      return SqlState.TIMEOUT;
    }
    if (failure instanceof RingtailException.Overloaded) {
      return SqlState.OVERLOADED;
    }
    if (failure instanceof RingtailException.InvalidRequest) {
      return SqlState.INVALID_STATEMENT;
    }
    if (failure instanceof RingtailException.AlreadyExists) {
      return SqlState.TABLE_EXISTS;
    }
    if (failure instanceof RingtailException.ConnectionFailed) {
      return SqlState.CANNOT_CONNECT;
    }
    return failure instanceof RingtailException.SessionClosed
        ? SqlState.CONNECTION_CLOSED
        : SqlState.INTERNAL;
  }
}

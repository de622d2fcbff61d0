// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.jdbc.error.DriverErrors;
import io.ringtail.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for the driver. Every request has a deadline of its own, so this ends. */
final class Await {
  private Await() {}

  static <T extends @Nullable Object> T result(CompletionStage<T> stage) throws SQLException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw DriverErrors.toSql(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlState.COMPLETION_UNKNOWN.exception(
          "interrupted while waiting (a write may have taken effect)", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.RingtailException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Every exception of the driver has a SQLSTATE, and says whether something may have happened. */
final class DriverErrorsTest {
  @Test
  void statesAreThoseOfTheTableOfErrors() {
    assertThat(state(new RingtailException.Unavailable("x"))).isEqualTo("57011");
    assertThat(state(new RingtailException.ReadTimeout("x"))).isEqualTo("HYT00");
    assertThat(state(new RingtailException.WriteTimeout("x"))).isEqualTo("40003");
    assertThat(state(new RingtailException.Overloaded("x", 5))).isEqualTo("53000");
    assertThat(state(new RingtailException.InvalidRequest("x"))).isEqualTo("42000");
    assertThat(state(new RingtailException.AlreadyExists("x"))).isEqualTo("42S01");
    assertThat(state(new RingtailException.ConnectionFailed("x", null))).isEqualTo("08001");
    assertThat(state(new RingtailException.ReplicaFailure("x", false))).isEqualTo("57011");
    assertThat(state(new RingtailException.ReplicaFailure("x", true))).isEqualTo("40003");
    assertThat(state(new RingtailException.InDoubt("x", null))).isEqualTo("40003");
    assertThat(state(new RingtailException.SessionClosed("x", false))).isEqualTo("08003");
  }

  private static String state(RingtailException failure) {
    SQLException sql = DriverErrors.toSql(new ExecutionException(new CompletionException(failure)));
    assertThat(sql.getCause()).isEqualTo(failure);
    assertThat(sql.getMessage())
        .startsWith("x")
        .contains(failure.mayHaveTakenEffect() ? "may have taken effect" : "nothing was changed");
    return sql.getSQLState();
  }

  @Test
  void classesAreThoseThatPoolsAndSpringUnderstand() {
    assertThat((Throwable) DriverErrors.toSql(new RingtailException.ReadTimeout("x")))
        .isInstanceOf(SQLTransientException.class);
    assertThat((Throwable) DriverErrors.toSql(new RingtailException.ConnectionFailed("x", null)))
        .isInstanceOf(SQLTransientConnectionException.class);
  }

  @Test
  void noStateMakesAPoolThrowAGoodConnectionAway() {
    List<String> poison = List.of("0A000", "57P01", "57P02", "57P03", "01002");
    for (SqlState state : SqlState.values()) {
      assertThat(poison).doesNotContain(state.code());
      assertThat(state.code()).hasSize(5);
      SQLException exception = state.exception("x");
      assertThat(exception.getSQLState()).isEqualTo(state.code());
      assertThat((Throwable) exception).isNotInstanceOf(java.sql.SQLTimeoutException.class);
    }
  }
}

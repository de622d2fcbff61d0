// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.jdbc.fake.FakeCluster;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver, connections and their shared sessions, and what is closed. */
final class ConnectionTest {
  private static final String URL = "jdbc:ringtail://127.0.0.1";

  private final FakeCluster cluster = new FakeCluster();
  private RingtailDriver driver;

  @BeforeEach
  void makeDriver() {
    driver = new RingtailDriver(cluster::open, cluster);
  }

  private Connection connect(String url) throws SQLException {
    return Objects.requireNonNull(driver.connect(url, new Properties()));
  }

  private static void assertState(ThrowingCallable call, String state) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void driverIsFoundByServiceAndByUrl() throws SQLException {
    assertThat(ServiceLoader.load(Driver.class)).hasAtLeastOneElementOfType(RingtailDriver.class);
    assertThat(DriverManager.getDriver(URL)).isInstanceOf(RingtailDriver.class);
    assertThat(Collections.list(DriverManager.getDrivers()))
        .hasAtLeastOneElementOfType(RingtailDriver.class);
    assertThat(driver.connect("jdbc:other://x", new Properties())).isNull();
    assertThat(driver.acceptsURL("jdbc:ringtail:embedded:x")).isTrue();
    assertThat(driver.getPropertyInfo(URL, new Properties()))
        .extracting(property -> property.name)
        .contains("level", "fullScans");
  }

  @Test
  void connectionsWithTheSameUrlShareASessionUntilTheLastCloses() throws SQLException {
    Connection first = connect(URL);
    Connection second = connect(URL + "/default?level=ONE");
    Connection other = connect(URL + "?clientName=other");
    assertThat(cluster.sessionsEver()).isEqualTo(2);
    assertThat(first.unwrap(Session.class)).isSameAs(second.unwrap(Session.class));
    first.close();
    first.close();
    assertThat(cluster.openSessions()).isEqualTo(2);
    second.close();
    assertThat(cluster.openSessions()).isEqualTo(1);
    other.close();
    assertThat(cluster.openSessions()).isZero();
    connect(URL).close();
    assertThat(cluster.sessionsEver()).isEqualTo(3);
  }

  @Test
  void failedConnectionLeavesNothingBehind() throws SQLException {
    cluster.failWith(new RingtailException.ConnectionFailed("tried 127.0.0.1:7400", null));
    assertState(() -> connect(URL), "08001");
    cluster.failWith(null);
    Connection connection = connect(URL);
    assertThat(connection.isValid(1)).isTrue();
    connection.close();
    assertThat(cluster.openSessions()).isZero();
  }

  @Test
  void manyThreadsOpenOneSession() throws InterruptedException, SQLException {
    List<Connection> connections = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(() -> {
            try {
              connections.add(connect(URL));
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(connections).hasSize(8);
    assertThat(cluster.sessionsEver()).isEqualTo(1);
    for (Connection connection : connections) {
      connection.close();
    }
    assertThat(cluster.openSessions()).isZero();
  }

  @Test
  void closedThingsSayThatTheyAreClosed() throws SQLException {
    Connection connection = connect(URL);
    Statement statement = connection.createStatement();
    ResultSet result = statement.executeQuery("SELECT 1");
    PreparedStatement prepared = connection.prepareStatement("SELECT ?  + 1 FROM (VALUES (1))");
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertState(result::next, "24000");
    assertState(() -> statement.executeQuery("SELECT 1"), "24000");
    assertState(prepared::executeQuery, "24000");
    assertState(() -> connection.prepareStatement("SELECT 1"), "08003");
    assertState(connection::createStatement, "08003");
  }

  @Test
  void transactionsAreToleratedAndNotPretended() throws SQLException {
    try (Connection connection = connect(URL)) {
      connection.setAutoCommit(false);
      assertThat(connection.getAutoCommit()).isFalse();
      connection.commit();
      assertThat((Throwable) connection.getWarnings()).isNull();
      connection.rollback();
      assertThat((Throwable) connection.getWarnings())
          .hasMessageContaining("rollback undid nothing");
      connection.clearWarnings();
      assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_NONE);
      assertState(
          () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE), "HYC00");
      assertThat(connection.getMetaData().supportsTransactions()).isFalse();
      assertThat(connection.nativeSQL("SELECT 1")).isEqualTo("SELECT 1");
    }
  }

  @Test
  void whatGivesAResultSetIsNoUpdate() throws SQLException {
    try (Connection connection = connect(URL);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
      assertThat(statement.getUpdateCount()).isZero();
      assertState(() -> statement.executeUpdate("SELECT 1"), "42000");
      assertState(() -> statement.executeQuery("INSERT INTO t VALUES (1)"), "42000");
      cluster.takeRequests();
      assertThat(statement.execute("INSERT INTO t VALUES (1)")).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(cluster.takeRequests()).containsExactly("write INSERT");
    }
  }

  @Test
  void parametersHaveToBeSet() throws SQLException {
    try (Connection connection = connect(URL);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");
      try (PreparedStatement prepared =
          connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        prepared.setInt(1, 1);
        assertState(prepared::executeUpdate, "07002");
        assertState(() -> prepared.setInt(3, 1), "07001");
        prepared.setString(2, "x");
        assertThat(prepared.executeUpdate()).isEqualTo(1);
        prepared.clearParameters();
        assertState(prepared::executeUpdate, "07002");
      }
    }
  }

  @Test
  void cancelStopsAScanBetweenPages() throws SQLException {
    try (Connection connection = connect(URL + "?fullScans=allow&fetchSize=2");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
      for (int i = 0; i < 10; i++) {
        statement.executeUpdate("INSERT INTO t VALUES (" + i + ")");
      }
      ResultSet result = statement.executeQuery("SELECT * FROM t");
      assertThat(result.next()).isTrue();
      statement.cancel();
      assertState(
          () -> {
            while (result.next()) {
              assertThat(result.getInt(1)).isNotNegative();
            }
          },
          "57014");
    }
  }
}

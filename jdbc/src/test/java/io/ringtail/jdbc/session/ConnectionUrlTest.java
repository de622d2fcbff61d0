// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.ring.Endpoint;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What URLs mean, and what is said about those that mean nothing. */
final class ConnectionUrlTest {
  private static ConnectionSettings parse(String url) throws SQLException {
    return ConnectionUrl.parse(url, new Properties());
  }

  @Test
  void hostsKeyspaceAndProperties() throws SQLException {
    ConnectionSettings settings =
        parse(
            "jdbc:ringtail://a:1,b,[::1]:2/Shop?level=all&fullScans=allow&timeoutMillis=50&retries=3"
                + "&fetchSize=7&lanes=2&clientName=my%20app");
    assertThat(settings.session().contactPoints())
        .containsExactly(new Endpoint("a", 1), new Endpoint("b", 7400), new Endpoint("::1", 2));
    assertThat(settings.session().lanes()).isEqualTo(2);
    assertThat(settings.session().clientName()).isEqualTo("my app");
    assertThat(settings.request().level()).isEqualTo(Level.ALL);
    assertThat(settings.request().timeout()).isEqualTo(Duration.ofMillis(50));
    assertThat(settings.request().retries()).isEqualTo(3);
    assertThat(settings.keyspace()).isEqualTo("shop");
    assertThat(settings.fullScansAllowed()).isTrue();
    assertThat(settings.fetchSize()).isEqualTo(7);
  }

  @Test
  void whereTheApplicationIsAndWhatMayBeBeyondWhatIsNeeded() throws SQLException {
    SessionOptions session =
        parse(
                "jdbc:ringtail://a?level=local_quorum&dataCenter=east&rack=r1"
                    + "&speculationShare=0.5&traceShare=1&routing=coordinator")
            .session();
    assertThat(session.dataCenter()).isEqualTo("east");
    assertThat(session.rack()).isEqualTo("r1");
    assertThat(session.speculationShare()).isEqualTo(0.5);
    assertThat(session.traceShare()).isEqualTo(1);
    assertThat(session.routing()).isEqualTo(Routing.COORDINATOR);
    SessionOptions plain = parse("jdbc:ringtail://a").session();
    assertThat(plain.dataCenter()).isNull();
    assertThat(plain.speculationShare()).isEqualTo(SessionOptions.SPECULATION_SHARE_DEFAULT);
    assertThat(plain.traceShare()).isZero();
    assertThat(plain.routing()).isEqualTo(Routing.REPLICAS);
    for (Level level : Level.values()) {
      assertThat(parse("jdbc:ringtail://a?level=" + level).request().level()).isEqualTo(level);
    }
  }

  @Test
  void embeddedClusters() throws SQLException {
    ConnectionSettings attached = parse("jdbc:ringtail:embedded:demo/shop?fullScans=allow");
    assertThat(attached.session().embeddedName()).isEqualTo("demo");
    assertThat(attached.session().embeddedData()).isNull();
    assertThat(attached.keyspace()).isEqualTo("shop");
    ConnectionSettings started = parse("jdbc:ringtail:embedded:mine?data=/tmp/x%2By");
    assertThat(started.session().embeddedData()).isEqualTo(Path.of("/tmp/x+y"));
    assertThat(started.keyspace()).isEqualTo("default");
  }

  @Test
  void defaultsAreTheCautiousOnes() throws SQLException {
    ConnectionSettings settings = parse("jdbc:ringtail://a");
    assertThat(settings.request().level()).isEqualTo(Level.QUORUM);
    assertThat(settings.fullScansAllowed()).isFalse();
    assertThat(settings.keyspace()).isEqualTo("default");
  }

  @Test
  void propertiesCountUnlessTheUrlSaysOtherwise() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("LEVEL", "ONE");
    properties.setProperty("fullscans", "allow");
    properties.setProperty("user", "");
    properties.setProperty("somethingElse", "x");
    ConnectionSettings settings = ConnectionUrl.parse("jdbc:ringtail://a?level=ALL", properties);
    assertThat(settings.request().level()).isEqualTo(Level.ALL);
    assertThat(settings.fullScansAllowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:ringtail:host                       | //host:port",
        "jdbc:ringtail://                         | endpoint",
        "jdbc:ringtail://a:b                      | port",
        "jdbc:ringtail://a,,b                     | endpoint",
        "jdbc:ringtail://a/1x                     | not a name",
        "jdbc:ringtail://a?levle=ONE              | did you mean 'level'",
        "jdbc:ringtail://a?level=MANY             | QUORUM",
        "jdbc:ringtail://a?level                  | name=value",
        "jdbc:ringtail://a?fetchSize=0            | 1 to",
        "jdbc:ringtail://a?timeoutMillis=soon     | whole number",
        "jdbc:ringtail://a?data=/tmp              | embedded",
        "jdbc:ringtail://a?traceShare=some        | a number",
        "jdbc:ringtail://a?speculationShare=2     | 0 to 1",
        "jdbc:ringtail://a?clientName=%zz         | no value",
        "jdbc:ringtail:embedded:                  | no name",
      })
  void wrongUrlsAreErrorsThatSayWhatToDo(String url, String hint) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).isEqualTo("08001");
              assertThat(e.getMessage()).contains(url, hint);
            });
  }
}

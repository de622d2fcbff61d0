// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.SessionFactory;
import io.ringtail.jdbc.calcite.QueryPlanner;
import io.ringtail.jdbc.connection.RingtailConnection;
import io.ringtail.jdbc.connection.RingtailFactory;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.session.ConnectionOption;
import io.ringtail.jdbc.session.ConnectionUrl;
import io.ringtail.jdbc.session.SharedSessions;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.SystemClock;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/**
 * The {@code java.sql.Driver}: puts the parts together. Found by {@code ServiceLoader} or by its
 * name. Thread-safe.
 */
public final class RingtailDriver extends UnregisteredDriver {
  private static final int MAJOR = 0;
  private static final int MINOR = 1;

  static {
    new RingtailDriver().register();
  }

  private final SharedSessions sessions;

  /** A driver for real clusters. */
  public RingtailDriver() {
    this(Ringtail::open, SystemClock.INSTANCE);
  }

  /** A driver whose sessions come from somewhere else. */
  public RingtailDriver(SessionFactory factory, Clock clock) {
    this.sessions = new SharedSessions(factory, new QueryPlanner(clock));
  }

  @Override
  protected AvaticaFactory createFactory() {
    return new RingtailFactory();
  }

  @Override
  protected DriverVersion createDriverVersion() {
    String version = MAJOR + "." + MINOR;
    return new DriverVersion(
        "Ringtail JDBC", version, "Ringtail", version, false, MAJOR, MINOR, MAJOR, MINOR);
  }

  @Override
  protected String getConnectStringPrefix() {
    return ConnectionUrl.PREFIX;
  }

  @Override
  public Meta createMeta(AvaticaConnection connection) {
    return RingtailFactory.meta(connection);
  }

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw SqlState.BAD_URL.exception("the URL is null");
    }
    return ConnectionUrl.accepts(url);
  }

  @Override
  public @Nullable Connection connect(@Nullable String url, @Nullable Properties info)
      throws SQLException {
    if (url == null || !acceptsURL(url)) {
      acceptsURL(url);
      return null;
    }
    Properties properties = new Properties();
    if (info != null) {
      info.stringPropertyNames()
          .forEach(name -> properties.setProperty(name, info.getProperty(name)));
    }
    RingtailConnection.Target target =
        new RingtailConnection.Target(url, properties, ConnectionUrl.parse(url, properties));
    return RingtailConnection.open(this, new RingtailFactory(), target, sessions);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties info) {
    List<DriverPropertyInfo> properties = new ArrayList<>();
    for (ConnectionOption option : ConnectionOption.values()) {
      String given = info == null ? null : info.getProperty(option.key());
      DriverPropertyInfo property =
          new DriverPropertyInfo(option.key(), given == null ? option.otherwise() : given);
      property.description = option.description();
      property.choices =
          option.choices().isEmpty() ? null : option.choices().toArray(new String[0]);
      properties.add(property);
    }
    return properties.toArray(new DriverPropertyInfo[0]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.result.RingtailResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/** Makes our classes where Avatica makes {@code java.sql} objects. Stateless. */
public final class RingtailFactory implements AvaticaFactory {
  private static final int JDBC_MAJOR = 4;
  private static final int JDBC_MINOR = 3;

  /** What Avatica asks of a database. */
  public static Meta meta(AvaticaConnection connection) {
    return new RingtailMeta(connection);
  }

  @Override
  public int getJdbcMajorVersion() {
    return JDBC_MAJOR;
  }

  @Override
  public int getJdbcMinorVersion() {
    return JDBC_MINOR;
  }

  @Override
  public AvaticaConnection newConnection(
      UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info)
      throws SQLException {
    throw new SQLException("connections are opened by RingtailConnection.open");
  }

  @Override
  public AvaticaStatement newStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle handle,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability)
      throws SQLException {
    return new RingtailStatement((RingtailConnection) connection, handle, resultSetHoldability);
  }

  @Override
  public AvaticaPreparedStatement newPreparedStatement(
      AvaticaConnection connection,
      Meta.@Nullable StatementHandle handle,
      Meta.Signature signature,
      int resultSetType,
      int resultSetConcurrency,
      int resultSetHoldability)
      throws SQLException {
    throw new SQLException("statements are prepared by RingtailConnection.prepareStatement");
  }

  @Override
  public AvaticaResultSet newResultSet(
      AvaticaStatement statement,
      @Nullable QueryState state,
      Meta.Signature signature,
      TimeZone timeZone,
      Meta.@Nullable Frame firstFrame)
      throws SQLException {
    return new RingtailResultSet(
        statement, state, signature, timeZone, firstFrame, new AtomicBoolean());
  }

  @Override
  public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
    return new RingtailDatabaseMetaData((RingtailConnection) connection);
  }

  @Override
  public ResultSetMetaData newResultSetMetaData(
      AvaticaStatement statement, Meta.Signature signature) {
    return new AvaticaResultSetMetaData(statement, null, signature);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.parser.RingtailSqlParser;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * What Avatica asks of a database. Statements run without it, so it has only to hand out handles
 * and describe the dialect; metadata that nobody overrides is empty.
 */
final class RingtailMeta extends MetaImpl {
  private static final String NUMERIC_FUNCTIONS =
      "ABS,ACOS,ASIN,ATAN,ATAN2,CEILING,COS,COT,DEGREES,EXP,FLOOR,LOG10,MOD,PI,POWER,RADIANS,RAND,"
          + "ROUND,SIGN,SIN,SQRT,TAN,TRUNCATE";
  private static final String STRING_FUNCTIONS =
      "ASCII,CONCAT,LCASE,LEFT,LENGTH,LOCATE,LTRIM,REPEAT,REPLACE,RIGHT,RTRIM,SUBSTRING,UCASE";
  private static final String TIME_DATE_FUNCTIONS =
      "CURDATE,CURTIME,DAYOFMONTH,DAYOFWEEK,DAYOFYEAR,HOUR,MINUTE,MONTH,NOW,QUARTER,SECOND,"
          + "TIMESTAMPADD,TIMESTAMPDIFF,WEEK,YEAR";
  private static final String SYSTEM_FUNCTIONS = "IFNULL,USER";

  RingtailMeta(AvaticaConnection connection) {
    super(connection);
  }

  @Override
  public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
    Map<DatabaseProperty, Object> properties = new EnumMap<>(DatabaseProperty.class);
    properties.put(DatabaseProperty.GET_S_Q_L_KEYWORDS, keywords());
    properties.put(DatabaseProperty.GET_NUMERIC_FUNCTIONS, NUMERIC_FUNCTIONS);
    properties.put(DatabaseProperty.GET_STRING_FUNCTIONS, STRING_FUNCTIONS);
    properties.put(DatabaseProperty.GET_SYSTEM_FUNCTIONS, SYSTEM_FUNCTIONS);
    properties.put(DatabaseProperty.GET_TIME_DATE_FUNCTIONS, TIME_DATE_FUNCTIONS);
    return properties;
  }

  private static String keywords() {
    return RingtailSqlParser.FACTORY
        .getParser(new StringReader(""))
        .getMetadata()
        .getJdbcKeywords();
  }

  @Override
  public Iterable<Object> createIterable(
      StatementHandle handle,
      QueryState state,
      Signature signature,
      @Nullable List<TypedValue> parameterValues,
      @Nullable Frame firstFrame) {
    return firstFrame == null ? List.of() : firstFrame.rows;
  }

  @Override
  public StatementHandle prepare(ConnectionHandle ch, String sql, long maxRowCount) {
    throw elsewhere();
  }

  @Override
  @Deprecated
  public ExecuteResult prepareAndExecute(
      StatementHandle h, String sql, long maxRowCount, PrepareCallback callback) {
    throw elsewhere();
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle h,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback) {
    throw elsewhere();
  }

  @Override
  public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle h, List<String> sqlCommands) {
    throw elsewhere();
  }

  @Override
  public ExecuteBatchResult executeBatch(
      StatementHandle h, List<List<TypedValue>> parameterValues) {
    throw elsewhere();
  }

  @Override
  public Frame fetch(StatementHandle h, long offset, int fetchMaxRowCount) {
    throw elsewhere();
  }

  @Override
  @Deprecated
  public ExecuteResult execute(
      StatementHandle h, List<TypedValue> parameterValues, long maxRowCount) {
    throw elsewhere();
  }

  @Override
  public ExecuteResult execute(
      StatementHandle h, List<TypedValue> parameterValues, int maxRowsInFirstFrame) {
    throw elsewhere();
  }

  @Override
  public void closeStatement(StatementHandle h) {}

  @Override
  public boolean syncResults(StatementHandle sh, QueryState state, long offset) {
    return false;
  }

  @Override
  public void commit(ConnectionHandle ch) {}

  @Override
  public void rollback(ConnectionHandle ch) {}

  private static IllegalStateException elsewhere() {
    return new IllegalStateException("statements run by themselves, not through Meta");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.parser.RingtailSqlParser;
import java.sql.SQLException;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** Parses SQL: one statement, with or without a semicolon behind it. */
public final class SqlText {
  /** Longest identifier, as {@code TableName} allows. */
  private static final int IDENTIFIER_LENGTH_MAX = 127;

  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(RingtailSqlParser.FACTORY)
          .withUnquotedCasing(Casing.TO_LOWER)
          .withQuotedCasing(Casing.TO_LOWER)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withCaseSensitive(false)
          .withIdentifierMaxLength(IDENTIFIER_LENGTH_MAX)
          .withConformance(SqlConformanceEnum.LENIENT);

  private SqlText() {}

  /**
   * The statement's tree.
   *
   * @throws SQLException 42601 with line and column
   */
  public static SqlNode parse(String sql) throws SQLException {
    SqlNodeList statements;
    try {
      statements = SqlParser.create(sql, CONFIG).parseStmtList();
    } catch (SqlParseException e) {
      throw SqlState.SYNTAX.exception(message(e), e);
    }
    if (statements.size() != 1) {
      throw SqlState.SYNTAX.exception(
          "one statement at a time, but here are " + statements.size() + ": " + sql);
    }
    return statements.get(0);
  }

  /** Without the list of the hundreds of tokens that might have stood there instead. */
  private static String message(SqlParseException failure) {
    String message = String.valueOf(failure.getMessage());
    int list = message.indexOf("Was expecting");
    String first = (list < 0 ? message : message.substring(0, list)).strip();
    SqlParserPos place = failure.getPos();
    return place == null || first.contains("line ")
        ? first
        : first + ", line " + place.getLineNum() + ", column " + place.getColumnNum();
  }
}

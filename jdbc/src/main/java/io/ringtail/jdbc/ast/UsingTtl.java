// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWriter;

/**
 * An INSERT or UPDATE whose cells expire: the statement and its seconds, a literal or a parameter.
 */
public final class UsingTtl extends SqlCall {
  private static final SqlSpecialOperator OPERATOR =
      new SqlSpecialOperator("USING TTL", SqlKind.OTHER);

  private final SqlNode statement;
  private final SqlNode seconds;

  public UsingTtl(SqlNode statement, SqlNode seconds) {
    super(statement.getParserPosition().plus(seconds.getParserPosition()));
    this.statement = statement;
    this.seconds = seconds;
  }

  public SqlNode statement() {
    return statement;
  }

  public SqlNode seconds() {
    return seconds;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(statement, seconds);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    if (statement instanceof SqlUpdate update) {
      unparse(writer, update);
      return;
    }
    statement.unparse(writer, 0, 0);
    unparseTtl(writer);
  }

  private void unparseTtl(SqlWriter writer) {
    writer.keyword("USING TTL");
    seconds.unparse(writer, 0, 0);
  }

  /** In an UPDATE the time to live stands between the table and what is set. */
  private void unparse(SqlWriter writer, SqlUpdate update) {
    writer.keyword("UPDATE");
    update.getTargetTable().unparse(writer, 0, 0);
    unparseTtl(writer);
    SqlWriter.Frame set = writer.startList(SqlWriter.FrameTypeEnum.UPDATE_SET_LIST, "SET", "");
    for (int i = 0; i < update.getTargetColumnList().size(); i++) {
      writer.sep(",");
      update.getTargetColumnList().get(i).unparse(writer, 0, 0);
      writer.keyword("=");
      update.getSourceExpressionList().get(i).unparse(writer, 0, 0);
    }
    writer.endList(set);
    SqlNode where = update.getCondition();
    if (where != null) {
      writer.keyword("WHERE");
      where.unparse(writer, 0, 0);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.List;
import org.apache.calcite.sql.SqlDdl;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code ALTER TABLE [IF EXISTS] name WITH option = literal [AND ...]}. */
public final class AlterTable extends SqlDdl {
  private static final SqlSpecialOperator OPERATOR =
      new SqlSpecialOperator("ALTER TABLE", SqlKind.ALTER_TABLE);

  private final boolean ifExists;
  private final SqlIdentifier name;
  private final List<TableOption> options;

  public AlterTable(
      SqlParserPos pos, boolean ifExists, SqlIdentifier name, List<TableOption> options) {
    super(OPERATOR, pos);
    this.ifExists = ifExists;
    this.name = name;
    this.options = List.copyOf(options);
  }

  public boolean ifExists() {
    return ifExists;
  }

  public SqlIdentifier name() {
    return name;
  }

  public List<TableOption> options() {
    return options;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("ALTER TABLE" + (ifExists ? " IF EXISTS" : ""));
    name.unparse(writer, 0, 0);
    OptionWriter.write(writer, options, false);
  }
}

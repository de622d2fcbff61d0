// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code CREATE KEYSPACE [IF NOT EXISTS] name [WITH option = literal [AND ...]]}. */
public final class CreateKeyspace extends SqlCreate {
  private static final SqlSpecialOperator OPERATOR =
      new SqlSpecialOperator("CREATE KEYSPACE", SqlKind.OTHER_DDL);

  private final SqlIdentifier name;
  private final List<TableOption> options;

  public CreateKeyspace(
      SqlParserPos pos,
      boolean replace,
      boolean ifNotExists,
      SqlIdentifier name,
      List<TableOption> options) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.options = List.copyOf(options);
  }

  public SqlIdentifier name() {
    return name;
  }

  public List<TableOption> options() {
    return options;
  }

  public boolean ifNotExists() {
    return ifNotExists;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(ifNotExists ? "CREATE KEYSPACE IF NOT EXISTS" : "CREATE KEYSPACE");
    name.unparse(writer, 0, 0);
    OptionWriter.write(writer, options, false);
  }
}

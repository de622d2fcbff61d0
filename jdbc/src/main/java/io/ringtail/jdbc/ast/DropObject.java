// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.List;
import org.apache.calcite.sql.SqlDrop;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code DROP TABLE|KEYSPACE [IF EXISTS] name}. */
public final class DropObject extends SqlDrop {
  private static final SqlSpecialOperator OPERATOR =
      new SqlSpecialOperator("DROP", SqlKind.OTHER_DDL);

  private final Kind kind;
  private final SqlIdentifier name;

  public DropObject(SqlParserPos pos, Kind kind, boolean ifExists, SqlIdentifier name) {
    super(OPERATOR, pos, ifExists);
    this.kind = kind;
    this.name = name;
  }

  /** What is dropped. */
  public enum Kind {
    TABLE,
    KEYSPACE
  }

  public Kind kind() {
    return kind;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean ifExists() {
    return ifExists;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("DROP " + kind + (ifExists ? " IF EXISTS" : ""));
    name.unparse(writer, 0, 0);
  }
}

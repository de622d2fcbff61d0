// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code CREATE TABLE [IF NOT EXISTS] name (column type [PRIMARY KEY], ..., [PRIMARY KEY ((a, b),
 * c)]) [WITH CLUSTERING ORDER BY (c DESC) AND option = literal]}.
 */
public final class CreateTable extends SqlCreate {
  private static final SqlSpecialOperator OPERATOR =
      new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

  private final SqlIdentifier name;
  private final Parts parts;

  public CreateTable(
      SqlParserPos pos, boolean replace, boolean ifNotExists, SqlIdentifier name, Parts parts) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.parts = parts;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean ifNotExists() {
    return ifNotExists;
  }

  public List<ColumnDefinition> columns() {
    return List.copyOf(parts.columns);
  }

  /** The names in the PRIMARY KEY element before its clustering columns; empty without it. */
  public List<SqlIdentifier> partitionKey() {
    return List.copyOf(parts.partitionKey);
  }

  public List<SqlIdentifier> clusteringKey() {
    return List.copyOf(parts.clusteringKey);
  }

  public List<ClusteringOrder> clusteringOrder() {
    return List.copyOf(parts.orders);
  }

  public List<TableOption> options() {
    return List.copyOf(parts.options);
  }

  /** How many PRIMARY KEY elements were written, those behind a column included. */
  public int primaryKeyCount() {
    return parts.primaryKeys + (int) parts.columns.stream().filter(ColumnDefinition::key).count();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(ifNotExists ? "CREATE TABLE IF NOT EXISTS" : "CREATE TABLE");
    name.unparse(writer, 0, 0);
    SqlWriter.Frame frame = writer.startList("(", ")");
    for (ColumnDefinition column : parts.columns) {
      writer.sep(",");
      column.name().unparse(writer, 0, 0);
      column.type().unparse(writer, 0, 0);
      if (column.key()) {
        writer.keyword("PRIMARY KEY");
      }
    }
    if (!parts.partitionKey.isEmpty()) {
      writer.sep(",");
      writer.keyword("PRIMARY KEY");
      unparsePrimaryKey(writer);
    }
    writer.endList(frame);
    unparseOrder(writer);
    OptionWriter.write(writer, parts.options, !parts.orders.isEmpty());
  }

  private void unparsePrimaryKey(SqlWriter writer) {
    SqlWriter.Frame key = writer.startList("(", ")");
    SqlWriter.Frame partition = writer.startList("(", ")");
    for (SqlIdentifier column : parts.partitionKey) {
      writer.sep(",");
      column.unparse(writer, 0, 0);
    }
    writer.endList(partition);
    for (SqlIdentifier column : parts.clusteringKey) {
      writer.sep(",", true);
      column.unparse(writer, 0, 0);
    }
    writer.endList(key);
  }

  private void unparseOrder(SqlWriter writer) {
    if (parts.orders.isEmpty()) {
      return;
    }
    writer.keyword("WITH CLUSTERING ORDER BY");
    SqlWriter.Frame frame = writer.startList("(", ")");
    for (ClusteringOrder order : parts.orders) {
      writer.sep(",");
      order.name().unparse(writer, 0, 0);
      writer.keyword(order.descending() ? "DESC" : "ASC");
    }
    writer.endList(frame);
  }

  /** What the parser gathers while it reads the statement; the statement owns it afterwards. */
  public static final class Parts {
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final List<SqlIdentifier> partitionKey = new ArrayList<>();
    private final List<SqlIdentifier> clusteringKey = new ArrayList<>();
    private final List<ClusteringOrder> orders = new ArrayList<>();
    private final List<TableOption> options = new ArrayList<>();
    private int primaryKeys;

    public void column(ColumnDefinition column) {
      columns.add(column);
    }

    public void partitionColumn(SqlIdentifier column) {
      partitionKey.add(column);
    }

    public void clusteringColumn(SqlIdentifier column) {
      clusteringKey.add(column);
    }

    public void order(ClusteringOrder order) {
      orders.add(order);
    }

    public void option(TableOption option) {
      options.add(option);
    }

    /** Notes the end of one PRIMARY KEY element. */
    public void primaryKey() {
      primaryKeys++;
    }
  }
}

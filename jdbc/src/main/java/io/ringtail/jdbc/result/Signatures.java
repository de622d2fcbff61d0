// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.result;

import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.type.SqlType;
import java.sql.ResultSetMetaData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;

/** Describes result columns and parameters as Avatica's metadata classes want them. */
public final class Signatures {
  private Signatures() {}

  public static Meta.Signature of(
      String sql, List<ResultColumn> columns, List<SqlType> parameters, Meta.StatementType type) {
    List<ColumnMetaData> columnMetaData = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      columnMetaData.add(column(i, columns.get(i)));
    }
    List<AvaticaParameter> described = new ArrayList<>(parameters.size());
    for (int i = 0; i < parameters.size(); i++) {
      described.add(parameter(i, parameters.get(i)));
    }
    return new Meta.Signature(
        columnMetaData, sql, described, Map.of(), Meta.CursorFactory.ARRAY, type);
  }

  private static ColumnMetaData column(int ordinal, ResultColumn column) {
    boolean stored = column.table() != null;
    return new ColumnMetaData(
        ordinal,
        false,
        true,
        true,
        false,
        column.nullable() ? ResultSetMetaData.columnNullable : ResultSetMetaData.columnNoNulls,
        column.signed(),
        column.displayWidth(),
        column.label(),
        column.name(),
        column.table() == null ? "" : column.table().keyspace(),
        column.precision(),
        column.scale(),
        column.table() == null ? "" : column.table().table(),
        "",
        ColumnMetaData.scalar(column.jdbcType(), column.typeName(), ColumnMetaData.Rep.OBJECT),
        !stored,
        stored,
        false,
        column.className());
  }

  private static AvaticaParameter parameter(int index, SqlType type) {
    return new AvaticaParameter(
        type.numeric(),
        type.precision(),
        type.scale(),
        type.jdbcType(),
        type.name(),
        type.objectClass().getName(),
        "?" + (index + 1));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.AccessChoice;
import io.ringtail.jdbc.plan.Condition;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ProjectableFilterableTable;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A table for Calcite: it takes conditions and a choice of columns, and reads through the context.
 */
final class QueryTable extends AbstractTable implements ProjectableFilterableTable {
  /** Nobody counts the rows of a table; more than a join would like to read again and again. */
  private static final double ROWS_GUESS = 10_000;

  private final Table table;

  QueryTable(Table table) {
    this.table = table;
  }

  Table table() {
    return table;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Column column : table.columns()) {
      boolean nullable = column.kind() == ColumnKind.REGULAR;
      builder.add(column.name(), QueryTypes.relType(factory, SqlType.of(column.type()), nullable));
    }
    return builder.build();
  }

  @Override
  public Statistic getStatistic() {
    int keys = table.partitionKey().size() + table.clusteringKey().size();
    return Statistics.of(ROWS_GUESS, List.of(ImmutableBitSet.range(keys)));
  }

  /** The read that a scan with these filters is; filters that it answers for are taken out. */
  TableRead read(List<RexNode> filters, int @Nullable [] projects) {
    List<Condition> conditions = new ArrayList<>();
    for (RexNode filter : List.copyOf(filters)) {
      if (FilterReader.read(filter, table, conditions)) {
        filters.remove(filter);
      }
    }
    AccessChoice choice = AccessChoice.of(table, conditions);
    int[] projection =
        projects == null ? IntStream.range(0, table.columns().size()).toArray() : projects;
    return new TableRead(table, choice.access(), choice.rest(), projection, TableRead.Shape.PLAIN);
  }

  @Override
  public Enumerable<@Nullable Object[]> scan(
      DataContext context, List<RexNode> filters, int @Nullable [] projects) {
    TableRead read = read(filters, projects);
    QueryContext own = QueryContext.of(context);
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<@Nullable Object[]> enumerator() {
        return new RowEnumerator(own.read(read));
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.TableRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.interpreter.Bindables;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.tools.Programs;
import org.jspecify.annotations.Nullable;

/**
 * A physical plan. ORDER BY, LIMIT and OFFSET of the whole query are kept out of it: they are done
 * afterwards, in the order of keys rather than in Java's.
 *
 * @param root the tables, which generated code looks up again
 * @param order the sort that was taken off; null where there was none
 * @param resultFields places in the plan's row of the result's columns
 */
record PhysicalQuery(
    JavaTypeFactory types,
    SchemaPlus root,
    EnumerableRel rel,
    @Nullable Sort order,
    int[] resultFields) {

  static PhysicalQuery of(RelRoot root, JavaTypeFactory types, SchemaPlus schema) {
    RelNode logical = root.rel;
    Sort order = null;
    if (logical instanceof Sort sort) {
      order = sort;
      logical = sort.getInput();
    }
    RelOptPlanner planner = logical.getCluster().getPlanner();
    RelTraitSet traits = logical.getTraitSet().replace(EnumerableConvention.INSTANCE).simplify();
    RelNode physical = Programs.standard().run(planner, logical, traits, List.of(), List.of());
    int[] fields = root.fields.stream().mapToInt(Map.Entry::getKey).toArray();
    return new PhysicalQuery(types, schema, (EnumerableRel) physical, order, fields);
  }

  /** What the plan reads. */
  List<TableRead> reads() {
    List<TableRead> reads = new ArrayList<>();
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof TableScan scan) {
          QueryTable table = scan.getTable().unwrap(QueryTable.class);
          if (table != null) {
            reads.add(read(scan, table));
          }
        }
        super.visit(node, ordinal, parent);
      }
    }.go(rel);
    return reads;
  }

  private static TableRead read(TableScan scan, QueryTable table) {
    if (scan instanceof Bindables.BindableTableScan bindable) {
      List<RexNode> filters = new ArrayList<>();
      for (RexNode filter : bindable.filters) {
        filters.addAll(RelOptUtil.conjunctions(filter));
      }
      return table.read(filters, bindable.projects.toIntArray());
    }
    return table.read(new ArrayList<>(), null);
  }

  List<String> explanation() {
    List<String> lines = new ArrayList<>();
    if (order != null) {
      lines.add(
          "sort in the client: "
              + order.getCollation()
              + (order.fetch == null ? "" : ", limit " + order.fetch));
    }
    lines.addAll(RelOptUtil.toString(rel, SqlExplainLevel.EXPPLAN_ATTRIBUTES).lines().toList());
    return lines;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.error.SqlState;
import io.ringtail.jdbc.plan.Computation;
import io.ringtail.jdbc.plan.LimitedRows;
import io.ringtail.jdbc.plan.RowSource;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.plan.TopRows;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.jdbc.type.TypeOrder;
import io.ringtail.protocol.time.Clock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.Bindable;
import org.jspecify.annotations.Nullable;

/** A compiled query. Immutable; every run has a context of its own. */
final class QueryComputation implements Computation {
  private final PhysicalQuery query;
  private final List<@Nullable RelDataType> parameterTypes;
  private final Clock clock;
  private final List<RelDataType> fieldTypes;
  private final Map<String, Object> constants = new HashMap<>();
  private final Bindable<?> code;

  QueryComputation(PhysicalQuery query, Map<Integer, RelDataType> parameterTypes, Clock clock) {
    this.query = query;
    this.parameterTypes = new ArrayList<>();
    parameterTypes.forEach((index, type) -> {
      while (this.parameterTypes.size() < index) {
        this.parameterTypes.add(null);
      }
      this.parameterTypes.add(type);
    });
    this.clock = clock;
    this.fieldTypes =
        query.rel().getRowType().getFieldList().stream().map(RelDataTypeField::getType).toList();
    this.code =
        EnumerableInterpretable.toBindable(
            constants, null, query.rel(), EnumerableRel.Prefer.ARRAY);
  }

  @Override
  public Rows run(RowSource source, @Nullable Object[] parameters) throws SQLException {
    QueryContext context =
        new QueryContext(query.types(), query.root(), source, parameters, constants)
            .at(clock.wallMillis())
            .withParameterTypes(parameterTypes);
    Rows rows;
    try {
      rows = new QueryRows(code.bind(context).enumerator(), fieldTypes);
    } catch (RuntimeException e) {
      throw QueryErrors.running(e);
    }
    return project(order(rows, parameters));
  }

  private Rows order(Rows rows, @Nullable Object[] parameters) throws SQLException {
    if (query.order() == null) {
      return rows;
    }
    long offset = count(query.order().offset, 0, parameters);
    long limit = count(query.order().fetch, Long.MAX_VALUE, parameters);
    List<RelFieldCollation> collations = query.order().getCollation().getFieldCollations();
    if (collations.isEmpty()) {
      return new LimitedRows(rows, offset, limit);
    }
    long keep = limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
    try (rows) {
      TopRows<@Nullable Object[]> sorter = new TopRows<>(comparator(collations), keep);
      for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
        sorter.add(row);
      }
      return new LimitedRows(Rows.of(sorter.sorted()), offset, limit);
    }
  }

  private static long count(@Nullable RexNode node, long otherwise, @Nullable Object[] parameters)
      throws SQLException {
    if (node instanceof RexLiteral literal) {
      Long value = literal.getValueAs(Long.class);
      return value == null ? otherwise : value;
    }
    if (node instanceof RexDynamicParam parameter) {
      Object value = parameters[parameter.getIndex()];
      if (value instanceof Number number && number.longValue() >= 0) {
        return number.longValue();
      }
      throw SqlState.INVALID_VALUE.exception("LIMIT and OFFSET have to be 0 or more, not " + value);
    }
    return otherwise;
  }

  private Comparator<@Nullable Object[]> comparator(List<RelFieldCollation> collations) {
    return (a, b) -> {
      for (RelFieldCollation collation : collations) {
        int index = collation.getFieldIndex();
        int order = compare(a[index], b[index], collation, fieldTypes.get(index));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  @SuppressWarnings("unchecked")
  private static int compare(
      @Nullable Object a, @Nullable Object b, RelFieldCollation collation, RelDataType type) {
    if (a == null || b == null) {
      boolean nullsFirst =
          collation.nullDirection == RelFieldCollation.NullDirection.FIRST
              || (collation.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
                  && collation.direction.isDescending());
      if (a == null && b == null) {
        return 0;
      }
      return (a == null) == nullsFirst ? -1 : 1;
    }
    SqlType known = QueryTypes.orderType(type);
    int order =
        known != null && known.javaClass().isInstance(a) && known.javaClass().isInstance(b)
            ? TypeOrder.of(known).compare(a, b)
            : ((Comparable<Object>) a).compareTo(b);
    return collation.direction.isDescending() ? -order : order;
  }

  /** Leaves out what was only needed for the order. */
  private Rows project(Rows rows) {
    int[] fields = query.resultFields();
    boolean identity = fields.length == fieldTypes.size();
    for (int i = 0; identity && i < fields.length; i++) {
      identity = fields[i] == i;
    }
    return identity ? rows : new ProjectedRows(rows, fields);
  }
}

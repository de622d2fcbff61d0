// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.Computation;
import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.plan.TableRead;
import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Clock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/** Validates a query and plans how to compute it. Thread-safe: every plan has its own planner. */
public final class QueryPlanner {
  private final Clock clock;

  /**
   * A planner.
   *
   * @param clock gives CURRENT_TIMESTAMP
   */
  public QueryPlanner(Clock clock) {
    this.clock = clock;
  }

  /**
   * A planned query.
   *
   * @param parameters the types of the question marks in it, by their index
   * @param reads what it reads, as far as known before it runs
   * @param explanation the physical plan as text
   */
  public record Planned(
      Computation computation,
      Map<Integer, SqlType> parameters,
      List<ResultColumn> columns,
      List<TableRead> reads,
      List<String> explanation) {}

  /**
   * Plans an expression over no column.
   *
   * @param target the type of the column that it is for; question marks in it are taken to have the
   *     same type unless they stand in a CAST
   */
  public Planned planExpression(SqlNode expression, SqlType target, Schema schema, String keyspace)
      throws SQLException {
    SqlNode typed = ParameterCasts.apply(expression, target);
    SqlNode row = SqlStdOperatorTable.ROW.createCall(SqlParserPos.ZERO, typed);
    return plan(SqlStdOperatorTable.VALUES.createCall(SqlParserPos.ZERO, row), schema, keyspace);
  }

  /**
   * Plans a query.
   *
   * @throws SQLException the query is wrong, with line and column
   */
  public Planned plan(SqlNode query, Schema schema, String keyspace) throws SQLException {
    try {
      return planUnchecked(query, schema, keyspace);
    } catch (CalciteException | UnsupportedOperationException | AssertionError e) {
      // Calcite throws AssertionErrors, asserts or not, where it can convert no such node.
      throw QueryErrors.planning(e);
    } catch (RuntimeException e) {
      throw QueryErrors.planning(QueryErrors.innermost(e));
    }
  }

  private Planned planUnchecked(SqlNode query, Schema schema, String keyspace) throws SQLException {
    JavaTypeFactoryImpl types = QueryTypes.factory();
    CalciteCatalogReader reader = Catalog.reader(schema, keyspace, types);
    Validation validation = new Validation(reader, types);
    SqlValidator validator = validation.validator();
    SqlNode validated = validator.validate(query);
    Map<Integer, RelDataType> parameterTypes = parameterTypes(validated, validator);
    Map<Integer, SqlType> parameters = new TreeMap<>();
    for (Map.Entry<Integer, RelDataType> entry : parameterTypes.entrySet()) {
      parameters.put(entry.getKey(), QueryTypes.parameterType(entry.getValue()));
    }
    RelRoot root = validation.toRel(validated);
    List<ResultColumn> columns = columns(root, validator.getFieldOrigins(validated));
    PhysicalQuery physical = PhysicalQuery.of(root, types, reader.getRootSchema().plus());
    return new Planned(
        new QueryComputation(physical, parameterTypes, clock),
        parameters,
        columns,
        physical.reads(),
        physical.explanation());
  }

  private static Map<Integer, RelDataType> parameterTypes(SqlNode query, SqlValidator validator) {
    Map<Integer, RelDataType> types = new TreeMap<>();
    query.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            RelDataType type = validator.getValidatedNodeTypeIfKnown(parameter);
            if (type != null) {
              types.put(parameter.getIndex(), type);
            }
            return null;
          }
        });
    return types;
  }

  private static List<ResultColumn> columns(
      RelRoot root, List<? extends @Nullable List<String>> origins) {
    List<ResultColumn> columns = new ArrayList<>();
    List<RelDataTypeField> fields = root.validatedRowType.getFieldList();
    for (int i = 0; i < fields.size(); i++) {
      List<String> origin = i < origins.size() ? origins.get(i) : null;
      RelDataTypeField field = fields.get(i);
      columns.add(
          origin == null || origin.size() != 3
              ? QueryTypes.resultColumn(field.getName(), null, null, field.getType())
              : QueryTypes.resultColumn(
                  field.getName(),
                  origin.get(2),
                  new TableName(origin.get(0), origin.get(1)),
                  field.getType()));
    }
    return columns;
  }
}

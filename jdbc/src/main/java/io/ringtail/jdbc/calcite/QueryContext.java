// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.RowSource;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.plan.TableRead;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.TimeFrames;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/** What one run of a query may know: its parameters, the time, and how to read tables. One user. */
final class QueryContext implements DataContext {
  private final JavaTypeFactory types;
  private final SchemaPlus root;
  private final RowSource source;
  private final @Nullable Object[] parameters;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  /**
   * A context.
   *
   * @param constants what the generated code refers to
   */
  QueryContext(
      JavaTypeFactory types,
      SchemaPlus root,
      RowSource source,
      @Nullable Object[] parameters,
      Map<String, Object> constants) {
    this.types = types;
    this.root = root;
    this.source = source;
    this.parameters = parameters;
    variables.putAll(constants);
  }

  /** Sets the time, which stands still while the query runs. SQL's local time is UTC. */
  QueryContext at(long millis) {
    variables.put(Variable.UTC_TIMESTAMP.camelName, millis);
    variables.put(Variable.CURRENT_TIMESTAMP.camelName, millis);
    variables.put(Variable.LOCAL_TIMESTAMP.camelName, millis);
    variables.put(Variable.SYS_TIMESTAMP.camelName, millis);
    variables.put(Variable.TIME_ZONE.camelName, TimeZone.getTimeZone("UTC"));
    variables.put(Variable.LOCALE.camelName, Locale.ROOT);
    variables.put(Variable.TIME_FRAME_SET.camelName, TimeFrames.CORE);
    variables.put(Variable.CANCEL_FLAG.camelName, new AtomicBoolean());
    variables.put(Variable.USER.camelName, "");
    variables.put(Variable.SYSTEM_USER.camelName, "");
    return this;
  }

  /** Gives the parameters the values that generated code expects. */
  QueryContext withParameterTypes(List<@Nullable RelDataType> parameterTypes) {
    for (int i = 0; i < parameterTypes.size(); i++) {
      RelDataType type = parameterTypes.get(i);
      if (type != null && i < parameters.length) {
        variables.put("?" + i, QueryValues.parameter(parameters[i], type));
      }
    }
    return this;
  }

  static QueryContext of(DataContext context) {
    return (QueryContext) context;
  }

  /** Begins to read a table. */
  Rows read(TableRead read) {
    try {
      return source.read(read, parameters);
    } catch (SQLException e) {
      throw new RowEnumerator.ReadFailure(e);
    }
  }

  @Override
  public SchemaPlus getRootSchema() {
    return root;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return types;
  }

  @Override
  public QueryProvider getQueryProvider() {
    throw new UnsupportedOperationException("queries come as SQL");
  }

  @Override
  public @Nullable Object get(String name) {
    return variables.get(name);
  }
}

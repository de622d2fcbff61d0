// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.ast.AlterTable;
import io.ringtail.jdbc.ast.ClusteringOrder;
import io.ringtail.jdbc.ast.ColumnDefinition;
import io.ringtail.jdbc.ast.CreateKeyspace;
import io.ringtail.jdbc.ast.CreateTable;
import io.ringtail.jdbc.ast.DropObject;
import io.ringtail.jdbc.ast.TableOption;
import io.ringtail.jdbc.ast.TruncateTable;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Turns DDL into the schema change that the cluster is asked for. */
final class SchemaPlanner {
  private static final String REPLICATION_FACTOR = "replication_factor";
  private static final String REPLICATION = "replication";
  private static final String REPLICATION_CLASS = "class";
  private static final String HOME = "home";

  /** What others call the one way in which replicas are placed. */
  private static final Set<String> STRATEGIES = Set.of("SimpleStrategy", "NetworkTopologyStrategy");

  private final Schema schema;
  private final String keyspace;

  SchemaPlanner(Schema schema, String keyspace) {
    this.schema = schema;
    this.keyspace = keyspace;
  }

  SchemaChange createKeyspace(CreateKeyspace create) throws SQLException {
    refuseReplace(create.getReplace());
    Replication replication = replicationUnlessNamed();
    String home = null;
    for (TableOption option : create.options()) {
      switch (option.name().getSimple()) {
        case REPLICATION_FACTOR ->
            replication = Replication.each((int) positive(option, Replication.REPLICAS_MAX));
        case REPLICATION -> replication = replication(option);
        case HOME -> home = text(option);
        default -> throw unknownOption(option);
      }
    }
    return new SchemaChange.CreateKeyspace(
        identifier(create.name()), replication, home, create.ifNotExists());
  }

  /** As many as the default keyspace has. */
  private Replication replicationUnlessNamed() {
    return schema
        .keyspace(Keyspace.DEFAULT)
        .map(Keyspace::replication)
        .orElse(Replication.each(Keyspace.REPLICATION_DEFAULT));
  }

  /**
   * Replicas by data center. As elsewhere {@code replication_factor} may stand for all of them, and
   * a {@code class} may be named.
   */
  private static Replication replication(TableOption option) throws SQLException {
    if (!(option.value() instanceof SqlNodeList entries)) {
      throw SqlState.INVALID_VALUE.exception(
          option.name() + " has to be a map, as in {'east': 3, 'west': 2}, not " + option.value());
    }
    SortedMap<String, Integer> replicas = new TreeMap<>();
    for (int i = 0; i < entries.size(); i += 2) {
      TableOption entry =
          new TableOption(
              new SqlIdentifier(String.valueOf(Values.literal(entries.get(i))), SqlParserPos.ZERO),
              entries.get(i + 1));
      String name = entry.name().getSimple();
      if (name.equals(REPLICATION_CLASS)) {
        String strategy = text(entry);
        if (!STRATEGIES.contains(strategy)) {
          throw SqlState.INVALID_VALUE.exception(
              "there is no replication class " + strategy + "; leave it away");
        }
        continue;
      }
      Integer before =
          replicas.put(
              name.equals(REPLICATION_FACTOR) ? Replication.EACH : name,
              (int) positive(entry, Replication.REPLICAS_MAX));
      if (before != null) {
        throw SqlState.INVALID_VALUE.exception(option.name() + " names " + name + " twice");
      }
    }
    try {
      return new Replication(replicas);
    } catch (IllegalArgumentException e) {
      throw SqlState.INVALID_VALUE.exception(String.valueOf(e.getMessage()));
    }
  }

  private static String text(TableOption option) throws SQLException {
    if (Values.literal(option.value()) instanceof String text) {
      return text;
    }
    throw SqlState.INVALID_VALUE.exception(
        option.name() + " has to be text, not " + option.value());
  }

  SchemaChange createTable(CreateTable create) throws SQLException {
    refuseReplace(create.getReplace());
    TableName name = TableScope.tableName(create.name(), keyspace);
    if (!schema.keyspaces().containsKey(name.keyspace())) {
      throw SqlState.KEYSPACE_UNKNOWN.exception("there is no keyspace " + name.keyspace());
    }
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    for (ColumnDefinition column : create.columns()) {
      if (columns.put(identifier(column.name()), column) != null) {
        throw SqlState.COLUMN_EXISTS.exception(
            "column " + column.name() + " is there twice" + Values.at(column.name()));
      }
    }
    KeyColumns key = KeyColumns.of(create);
    List<SchemaChange.ColumnDefinition> definitions = new ArrayList<>();
    for (String column : key.partition()) {
      definitions.add(keyColumn(columns.remove(column), column, ColumnKind.PARTITION, false));
    }
    for (String column : key.clustering()) {
      definitions.add(
          keyColumn(columns.remove(column), column, ColumnKind.CLUSTERING, key.descending(column)));
    }
    for (Map.Entry<String, ColumnDefinition> column : columns.entrySet()) {
      definitions.add(
          new SchemaChange.ColumnDefinition(
              column.getKey(),
              TypeNames.type(column.getValue().type()).dataType(),
              ColumnKind.REGULAR,
              false));
    }
    TableOptions options =
        TableOptionsPlanner.changes(create.options()).applyTo(TableOptions.DEFAULT);
    return new SchemaChange.CreateTable(name, definitions, options, create.ifNotExists());
  }

  private static SchemaChange.ColumnDefinition keyColumn(
      @org.jspecify.annotations.Nullable ColumnDefinition column,
      String name,
      ColumnKind kind,
      boolean descending)
      throws SQLException {
    if (column == null) {
      throw SqlState.COLUMN_UNKNOWN.exception(
          "PRIMARY KEY names " + name + ", which is no column of the table, or names it twice");
    }
    return new SchemaChange.ColumnDefinition(
        name, TypeNames.type(column.type()).dataType(), kind, descending);
  }

  SchemaChange alter(AlterTable alter) throws SQLException {
    TableName name =
        alter.ifExists()
            ? TableScope.tableName(alter.name(), keyspace)
            : TableScope.of(alter.name(), null, keyspace, schema).table().name();
    return new SchemaChange.AlterTable(
        name, TableOptionsPlanner.changes(alter.options()), alter.ifExists());
  }

  SchemaChange truncate(TruncateTable truncate) throws SQLException {
    return new SchemaChange.TruncateTable(
        TableScope.of(truncate.name(), null, keyspace, schema).table().name());
  }

  SchemaChange drop(DropObject drop) throws SQLException {
    return switch (drop.kind()) {
      case TABLE ->
          new SchemaChange.DropTable(TableScope.tableName(drop.name(), keyspace), drop.ifExists());
      case KEYSPACE -> new SchemaChange.DropKeyspace(identifier(drop.name()), drop.ifExists());
    };
  }

  private static void refuseReplace(boolean replace) throws SQLException {
    if (replace) {
      throw SqlState.NOT_SUPPORTED.exception("OR REPLACE is not supported: drop first");
    }
  }

  static String identifier(SqlIdentifier name) throws SQLException {
    try {
      return TableName.identifier(name.getSimple());
    } catch (IllegalArgumentException e) {
      throw SqlState.SYNTAX.exception(e.getMessage() + Values.at(name), e);
    }
  }

  private static long positive(TableOption option, long max) throws SQLException {
    Object value = Values.literal(option.value());
    if (value instanceof BigDecimal number
        && number.signum() > 0
        && number.compareTo(BigDecimal.valueOf(max)) <= 0
        && number.stripTrailingZeros().scale() <= 0) {
      return number.longValueExact();
    }
    throw SqlState.INVALID_VALUE.exception(
        option.name() + " has to be a whole number from 1 to " + max + ", not " + option.value());
  }

  private static SQLException unknownOption(TableOption option) {
    return SqlState.INVALID_STATEMENT.exception(
        "there is no option "
            + option.name()
            + Values.at(option.name())
            + "; there is "
            + REPLICATION_FACTOR);
  }

  /** The primary key's columns, wherever it was written. */
  private record KeyColumns(
      List<String> partition, List<String> clustering, Map<String, Boolean> directions) {

    static KeyColumns of(CreateTable create) throws SQLException {
      if (create.primaryKeyCount() != 1) {
        throw SqlState.INVALID_STATEMENT.exception(
            "a table needs one PRIMARY KEY, but "
                + create.name()
                + " has "
                + create.primaryKeyCount());
      }
      List<String> partition = names(create.partitionKey());
      for (ColumnDefinition column : create.columns()) {
        if (column.key()) {
          partition.add(identifier(column.name()));
        }
      }
      List<String> clustering = names(create.clusteringKey());
      Map<String, Boolean> directions = new LinkedHashMap<>();
      for (ClusteringOrder order : create.clusteringOrder()) {
        String column = identifier(order.name());
        if (!clustering.contains(column)) {
          throw SqlState.INVALID_STATEMENT.exception(
              "CLUSTERING ORDER BY names "
                  + column
                  + ", which is no clustering column; these are "
                  + clustering);
        }
        directions.put(column, order.descending());
      }
      return new KeyColumns(partition, clustering, directions);
    }

    private static List<String> names(List<SqlIdentifier> identifiers) throws SQLException {
      List<String> names = new ArrayList<>();
      for (SqlIdentifier identifier : identifiers) {
        names.add(identifier(identifier));
      }
      return names;
    }

    boolean descending(String column) {
      return directions.getOrDefault(column, false);
    }
  }
}

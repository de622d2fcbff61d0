// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All keyspaces and tables of one epoch.
 *
 * @param tableIdNext id that the next table gets
 */
public record Schema(
    Map<String, Keyspace> keyspaces,
    Map<Integer, Table> tablesById,
    Map<TableName, Table> tablesByName,
    int tableIdNext) {
  /** Collects keyspaces and tables into a schema. */
  public static Schema of(List<Keyspace> keyspaces, List<Table> tables, int tableIdNext) {
    return new Schema(
        keyspaces.stream()
            .collect(Collectors.toUnmodifiableMap(Keyspace::name, Function.identity())),
        tables.stream().collect(Collectors.toUnmodifiableMap(Table::id, Function.identity())),
        tables.stream().collect(Collectors.toUnmodifiableMap(Table::name, Function.identity())),
        tableIdNext);
  }

  public Optional<Keyspace> keyspace(String name) {
    return Optional.ofNullable(keyspaces.get(name));
  }

  public Optional<Table> table(int id) {
    return Optional.ofNullable(tablesById.get(id));
  }

  public Optional<Table> table(TableName name) {
    return Optional.ofNullable(tablesByName.get(name));
  }

  /** All keyspaces by name. */
  public List<Keyspace> keyspacesInOrder() {
    return keyspaces.values().stream().sorted(Comparator.comparing(Keyspace::name)).toList();
  }

  /** All tables by id, the order in which they were made. */
  public List<Table> tablesInOrder() {
    return tablesById.values().stream().sorted(Comparator.comparingInt(Table::id)).toList();
  }
}

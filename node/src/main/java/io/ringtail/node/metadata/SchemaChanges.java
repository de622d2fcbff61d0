// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.metadata.ChangeOutcome.Changed;
import io.ringtail.node.metadata.ChangeOutcome.Rejected;
import io.ringtail.node.metadata.ChangeOutcome.Unchanged;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.map.Placer;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.AlterTable;
import io.ringtail.protocol.schema.SchemaChange.CreateKeyspace;
import io.ringtail.protocol.schema.SchemaChange.CreateTable;
import io.ringtail.protocol.schema.SchemaChange.DropKeyspace;
import io.ringtail.protocol.schema.SchemaChange.DropTable;
import io.ringtail.protocol.schema.SchemaChange.TruncateTable;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of the schema, as pure functions from one cluster map to the next. */
public final class SchemaChanges {
  /** Every node keeps a memtable for each table on each shard, and every driver the whole map. */
  static final int TABLES_MAX = 1_000;

  private SchemaChanges() {}

  /** What a change makes of a map. */
  public static ChangeOutcome apply(ClusterMap map, SchemaChange change, ChangeId id) {
    try {
      return switch (change) {
        case CreateKeyspace create -> createKeyspace(map, create, id);
        case DropKeyspace drop -> dropKeyspace(map, drop, id);
        case CreateTable create -> createTable(map, create, id);
        case DropTable drop -> dropTable(map, drop, id);
        case AlterTable alter -> alterTable(map, alter, id);
        case TruncateTable truncate -> truncateTable(map, truncate, id);
      };
    } catch (IllegalArgumentException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  private static ChangeOutcome createKeyspace(ClusterMap map, CreateKeyspace create, ChangeId id) {
    String name = TableName.identifier(create.name());
    if (map.schema().keyspace(name).isPresent()) {
      return create.ifNotExists()
          ? new Unchanged()
          : new Rejected(Reason.ALREADY_EXISTS, "keyspace " + name + " exists already");
    }
    Replication replication = create.replication().over(Placer.byDataCenter(map.nodes()).keySet());
    List<Keyspace> keyspaces = new ArrayList<>(map.schema().keyspacesInOrder());
    keyspaces.add(new Keyspace(name, replication, create.home(), map.epoch().next()));
    return changed(map, id, keyspaces, map.schema().tablesInOrder());
  }

  private static ChangeOutcome dropKeyspace(ClusterMap map, DropKeyspace drop, ChangeId id) {
    String name = TableName.identifier(drop.name());
    if (map.schema().keyspace(name).isEmpty()) {
      return missing("keyspace " + name, drop.ifExists());
    }
    Optional<Table> left =
        map.schema().tablesInOrder().stream()
            .filter(table -> table.name().keyspace().equals(name))
            .findFirst();
    if (left.isPresent()) {
      return invalid(
          "keyspace " + name + " still has tables, " + left.get().name() + " first: drop them");
    }
    if (name.equals(Keyspace.DEFAULT)) {
      return invalid("keyspace " + name + " belongs to every cluster and cannot be dropped");
    }
    List<Keyspace> keyspaces =
        map.schema().keyspacesInOrder().stream()
            .filter(keyspace -> !keyspace.name().equals(name))
            .toList();
    return changed(map, id, keyspaces, map.schema().tablesInOrder());
  }

  private static ChangeOutcome createTable(ClusterMap map, CreateTable create, ChangeId id) {
    TableName name = create.name();
    if (map.schema().keyspace(name.keyspace()).isEmpty()) {
      return new Rejected(
          Reason.NOT_FOUND, "there is no keyspace " + name.keyspace() + "; create it first");
    }
    if (map.schema().table(name).isPresent()) {
      return create.ifNotExists()
          ? new Unchanged()
          : new Rejected(Reason.ALREADY_EXISTS, "table " + name + " exists already");
    }
    if (map.schema().tablesById().size() >= TABLES_MAX) {
      return invalid("there are " + TABLES_MAX + " tables already; drop one first");
    }
    Table table =
        new Table(
            map.schema().tableIdNext(),
            name,
            map.epoch().next(),
            TableColumns.of(name, create.columns()),
            create.options());
    List<Table> tables = new ArrayList<>(map.schema().tablesInOrder());
    tables.add(table);
    return changed(map, id, map.schema().keyspacesInOrder(), tables);
  }

  private static ChangeOutcome dropTable(ClusterMap map, DropTable drop, ChangeId id) {
    if (map.schema().table(drop.name()).isEmpty()) {
      return missing("table " + drop.name(), drop.ifExists());
    }
    List<Table> tables =
        map.schema().tablesInOrder().stream()
            .filter(table -> !table.name().equals(drop.name()))
            .toList();
    return changed(map, id, map.schema().keyspacesInOrder(), tables);
  }

  /** The table's epoch stays: no request depends on the options, so none becomes stale. */
  private static ChangeOutcome alterTable(ClusterMap map, AlterTable alter, ChangeId id) {
    Optional<Table> known = map.schema().table(alter.name());
    if (known.isEmpty()) {
      return missing("table " + alter.name(), alter.ifExists());
    }
    TableOptions options = alter.options().applyTo(known.get().options());
    return options.equals(known.get().options())
        ? new Unchanged()
        : replaced(map, id, known.get(), known.get().withOptions(options));
  }

  /** A new id: whatever was meant for the old one, however late it comes, meets no table. */
  private static ChangeOutcome truncateTable(ClusterMap map, TruncateTable truncate, ChangeId id) {
    Optional<Table> known = map.schema().table(truncate.name());
    if (known.isEmpty()) {
      return missing("table " + truncate.name(), false);
    }
    return replaced(
        map,
        id,
        known.get(),
        known.get().truncated(map.schema().tableIdNext(), map.epoch().next()));
  }

  private static ChangeOutcome replaced(ClusterMap map, ChangeId id, Table before, Table after) {
    List<Table> tables = new ArrayList<>(map.schema().tablesInOrder());
    tables.remove(before);
    tables.add(after);
    return changed(map, id, map.schema().keyspacesInOrder(), tables);
  }

  private static ChangeOutcome changed(
      ClusterMap map, ChangeId id, List<Keyspace> keyspaces, List<Table> tables) {
    Epoch epoch = map.epoch().next();
    int idNext =
        tables.stream()
            .mapToInt(table -> table.id() + 1)
            .reduce(map.schema().tableIdNext(), Math::max);
    return new Changed(
        new ClusterMap(
            map.clusterId(),
            epoch,
            id,
            map.vnodeBits(),
            map.nodes(),
            map.voters(),
            placements(map, keyspaces, epoch),
            Schema.of(keyspaces, tables, idNext)));
  }

  /** One placement for each replication in use; those that are there stay as they are. */
  private static Map<Replication, Placement> placements(
      ClusterMap map, List<Keyspace> keyspaces, Epoch epoch) {
    Map<Replication, Placement> placements = new HashMap<>();
    for (Keyspace keyspace : keyspaces) {
      placements.computeIfAbsent(
          keyspace.replication(),
          replication -> {
            Placement known = map.placements().get(replication);
            return known != null
                ? known
                : Placer.place(map.nodes(), replication, map.vnodeBits(), epoch);
          });
    }
    return placements;
  }

  private static ChangeOutcome missing(String what, boolean fine) {
    return fine ? new Unchanged() : new Rejected(Reason.NOT_FOUND, "there is no " + what);
  }

  private static Rejected invalid(String detail) {
    return new Rejected(Reason.INVALID, detail);
  }
}

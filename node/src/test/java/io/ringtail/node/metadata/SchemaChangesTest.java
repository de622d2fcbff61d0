// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.CompactionStrategy.Leveled;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaChangesTest {
  private static final ChangeId ID = new ChangeId(7, 8);
  private static final TableName T = new TableName("default", "t");

  private final ClusterMap first =
      InitialMap.of(
          IntStream.range(0, 4).mapToObj(i -> new Endpoint("127.0.0.1", 7_000 + i)).toList(), 4);

  @Test
  void tableGetsItsColumnsInOrderAndAnIdNeverUsedBefore() {
    ClusterMap one =
        changed(
            first,
            create(
                T,
                column("V", ColumnKind.REGULAR),
                new ColumnDefinition("c", ScalarType.INT, ColumnKind.CLUSTERING, true),
                column("k", ColumnKind.PARTITION)));
    Table table = one.schema().table(T).orElseThrow();
    assertThat(one.epoch()).isEqualTo(new Epoch(2));
    assertThat(one.change()).isEqualTo(ID);
    assertThat(table.epoch()).isEqualTo(new Epoch(2));
    assertThat(table.columns())
        .containsExactly(
            Column.partition(0, "k", ScalarType.VARCHAR),
            Column.clustering(1, "c", ScalarType.INT, true),
            Column.regular(2, "v", ScalarType.VARCHAR));
    ClusterMap dropped = changed(one, new SchemaChange.DropTable(T, false));
    ClusterMap again = changed(dropped, create(T, column("k", ColumnKind.PARTITION)));
    assertThat(again.schema().table(T).orElseThrow().id()).isEqualTo(table.id() + 1);
  }

  @Test
  void alteredTableHasItsNewOptionsAndMakesNothingStale() {
    ClusterMap one = changed(first, create(T, column("k", ColumnKind.PARTITION)));
    Table before = one.schema().table(T).orElseThrow();
    SchemaChange alter =
        new SchemaChange.AlterTable(
            T, new OptionChanges(null, new Leveled(1 << 22), null, new Grace(5_000), null), false);
    ClusterMap two = changed(one, alter);
    Table after = two.schema().table(T).orElseThrow();
    assertThat(two.epoch()).isEqualTo(one.epoch().next());
    assertThat(after.options())
        .isEqualTo(
            TableOptions.DEFAULT
                .withCompaction(new Leveled(1 << 22))
                .withTombstoneGc(new Grace(5_000)));
    assertThat(after.withOptions(before.options())).isEqualTo(before);
    assertThat(SchemaChanges.apply(two, alter, ID)).isEqualTo(new ChangeOutcome.Unchanged());
    rejected(
        first,
        new SchemaChange.AlterTable(T, OptionChanges.NONE, false),
        Reason.NOT_FOUND,
        "there is no table default.t");
    assertThat(
            SchemaChanges.apply(
                first, new SchemaChange.AlterTable(T, OptionChanges.NONE, true), ID))
        .isEqualTo(new ChangeOutcome.Unchanged());
  }

  @Test
  void truncatedTableIsTheSameUnderANewIdAndEpoch() {
    ClusterMap one = changed(first, create(T, column("k", ColumnKind.PARTITION)));
    ClusterMap two = changed(one, new SchemaChange.TruncateTable(T));
    Table before = one.schema().table(T).orElseThrow();
    Table after = two.schema().table(T).orElseThrow();
    assertThat(after.id()).isEqualTo(one.schema().tableIdNext());
    assertThat(after.epoch()).isEqualTo(two.epoch());
    assertThat(after).isEqualTo(before.truncated(after.id(), two.epoch()));
    assertThat(two.schema().tablesById()).containsOnlyKeys(after.id());
    assertThat(two.schema().tableIdNext()).isEqualTo(after.id() + 1);
    rejected(
        first, new SchemaChange.TruncateTable(T), Reason.NOT_FOUND, "there is no table default.t");
  }

  @Test
  void anotherTableMakesNothingStale() {
    ClusterMap one = changed(first, create(T, column("k", ColumnKind.PARTITION)));
    ClusterMap two =
        changed(one, create(new TableName("default", "u"), column("k", ColumnKind.PARTITION)));
    assertThat(two.schema().table(T)).isEqualTo(one.schema().table(T));
    assertThat(two.placements()).isEqualTo(one.placements());
  }

  @Test
  void keyspaceWithANewFactorGetsAPlacementAndLosesItWhenDropped() {
    ClusterMap one = changed(first, new SchemaChange.CreateKeyspace("KS", 2, false));
    Keyspace keyspace = one.schema().keyspace("ks").orElseThrow();
    assertThat(one.placement(keyspace).replicas(3).size()).isEqualTo(2);
    assertThat(one.placement(keyspace).epoch(0)).isEqualTo(new Epoch(2));
    Replication three = Replication.in(Node.PLACE_DEFAULT, 3);
    assertThat(one.placements().get(three)).isSameAs(first.placements().get(three));
    ClusterMap two = changed(one, new SchemaChange.DropKeyspace("ks", false));
    assertThat(two.placements()).containsOnlyKeys(three);
  }

  @Test
  void whatIsThereAlreadyIsSaid() {
    ClusterMap one = changed(first, create(T, column("k", ColumnKind.PARTITION)));
    rejected(
        one,
        create(T, column("k", ColumnKind.PARTITION)),
        Reason.ALREADY_EXISTS,
        "table default.t exists already");
    rejected(
        one,
        new SchemaChange.CreateKeyspace("default", 1, false),
        Reason.ALREADY_EXISTS,
        "keyspace default exists already");
    unchanged(one, new SchemaChange.CreateKeyspace("default", 1, true));
    unchanged(one, new SchemaChange.DropTable(new TableName("default", "none"), true));
    unchanged(one, new SchemaChange.DropKeyspace("none", true));
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheReason() {
    ClusterMap one = changed(first, create(T, column("k", ColumnKind.PARTITION)));
    rejected(
        first,
        new SchemaChange.CreateKeyspace("ks", 5, false),
        Reason.INVALID,
        "5 replicas are wanted in data center default, which has 4 nodes");
    rejected(
        first,
        new SchemaChange.CreateKeyspace("ks", Replication.in("east", 1), null, false),
        Reason.INVALID,
        "1 replicas are wanted in data center east, which has 0 nodes");
    rejected(
        first,
        new SchemaChange.CreateKeyspace("ks", Replication.each(1), "east", false),
        Reason.INVALID,
        "at home in east, where it has no replicas");
    rejected(
        first,
        new SchemaChange.CreateKeyspace("1st", 1, false),
        Reason.INVALID,
        "not a name: '1st'");
    rejected(
        one,
        new SchemaChange.DropKeyspace("default", false),
        Reason.INVALID,
        "still has tables, default.t first");
    rejected(
        first,
        new SchemaChange.DropKeyspace("default", false),
        Reason.INVALID,
        "belongs to every cluster");
    rejected(
        first,
        new SchemaChange.DropTable(T, false),
        Reason.NOT_FOUND,
        "there is no table default.t");
    rejected(
        first,
        create(new TableName("none", "t"), column("k", ColumnKind.PARTITION)),
        Reason.NOT_FOUND,
        "there is no keyspace none");
    rejected(
        first, create(T, column("v", ColumnKind.REGULAR)), Reason.INVALID, "has no partition key");
    rejected(
        first,
        create(T, column("k", ColumnKind.PARTITION), column("K", ColumnKind.REGULAR)),
        Reason.INVALID,
        "names column k twice");
    rejected(
        first,
        create(T, new ColumnDefinition("k", ScalarType.INT, ColumnKind.PARTITION, true)),
        Reason.INVALID,
        "is no clustering column");
  }

  private static ColumnDefinition column(String name, ColumnKind kind) {
    return new ColumnDefinition(name, ScalarType.VARCHAR, kind, false);
  }

  private static SchemaChange create(TableName name, ColumnDefinition... columns) {
    return new SchemaChange.CreateTable(name, List.of(columns), TableOptions.DEFAULT, false);
  }

  private static ClusterMap changed(ClusterMap map, SchemaChange change) {
    ChangeOutcome outcome = SchemaChanges.apply(map, change, ID);
    if (outcome instanceof ChangeOutcome.Changed changed) {
      return changed.map();
    }
    throw new AssertionError(outcome.toString());
  }

  private static void unchanged(ClusterMap map, SchemaChange change) {
    assertThat(SchemaChanges.apply(map, change, ID)).isInstanceOf(ChangeOutcome.Unchanged.class);
  }

  private static void rejected(ClusterMap map, SchemaChange change, Reason reason, String detail) {
    assertThat(SchemaChanges.apply(map, change, ID))
        .isInstanceOfSatisfying(
            ChangeOutcome.Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(reason);
              assertThat(rejected.detail()).contains(detail);
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.InitialNode;
import io.ringtail.protocol.map.Placer;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MapViewTest {
  private static final int BITS = 6;
  private static final TableName NAME = new TableName("ks", "t");
  private static final Replication BOTH =
      new Replication(new TreeMap<>(Map.of("east", 3, "west", 2)));

  private final ClusterMap initial =
      InitialMap.ofNodes(
          IntStream.range(0, 6)
              .mapToObj(i ->
                  InitialNode.parse("10.0.0." + (i + 1) + (i % 2 == 0 ? "/east/r" : "/west/r")))
              .toList(),
          BITS);

  private static Table table(int id, long epoch) {
    return new Table(
        id,
        NAME,
        new Epoch(epoch),
        List.of(Column.partition(0, "k", ScalarType.INT)),
        TableOptions.DEFAULT);
  }

  private ClusterMap map(long epoch, Keyspace keyspace, Table table) {
    Map<Replication, io.ringtail.protocol.map.Placement> placements =
        new HashMap<>(initial.placements());
    placements.computeIfAbsent(
        keyspace.replication(),
        replication -> Placer.place(initial.nodes(), replication, BITS, new Epoch(epoch)));
    return new ClusterMap(
        initial.clusterId(),
        new Epoch(epoch),
        initial.change(),
        BITS,
        initial.nodes(),
        initial.voters(),
        placements,
        Schema.of(List.of(keyspace), List.of(table), table.id() + 1));
  }

  private MapView view(@Nullable String home, String client) {
    Keyspace keyspace = new Keyspace("ks", BOTH, home, new Epoch(2));
    return new MapView(map(3, keyspace, table(1, 3)), new Location(client, null));
  }

  @Test
  void aTruncatedTableIsFollowedAndOneOfAnotherKeyspaceIsNot() {
    Table old = table(1, 3);
    Keyspace keyspace = new Keyspace("ks", BOTH, null, new Epoch(2));
    Location client = new Location("east", null);
    Table truncated = table(2, 7);
    assertThat(new MapView(map(7, keyspace, truncated), client).successor(old))
        .isEqualTo(truncated);
    Keyspace anew = new Keyspace("ks", Replication.in("east", 1), null, new Epoch(6));
    assertThat(new MapView(map(7, anew, truncated), client).successor(old)).isNull();
  }

  @Test
  void thoseThatDecideComeFirst() {
    for (String home : new @Nullable String[] {null, "east", "west"}) {
      MapView view = view(home, "east");
      Keyspace keyspace = view.keyspace(table(1, 3));
      for (int vnode = 0; vnode < view.vnodes(); vnode++) {
        Replicas replicas = view.replicas(keyspace, vnode);
        assertThat(replicas.nodes()).hasSize(5).doesNotHaveDuplicates();
        int deciders = home == null ? 5 : home.equals("east") ? 3 : 2;
        assertThat(replicas.deciding().replicas()).isEqualTo(deciders);
        for (int i = 0; home != null && i < 5; i++) {
          boolean isHome = view.nodes().get(replicas.nodes()[i]).dataCenter().equals(home);
          assertThat(isHome).isEqualTo(i < deciders);
        }
      }
    }
  }

  @Test
  void levelsNeedWhatTheySay() {
    Replicas without = replicas(null, "west");
    assertThat(without.quorum(Level.QUORUM)).hasToString("3");
    assertThat(without.quorum(Level.LOCAL_QUORUM)).hasToString("2 in west");
    assertThat(without.quorum(Level.LOCAL_ONE)).hasToString("1 in west");
    assertThat(without.quorum(Level.EACH_QUORUM).toString()).contains("2 in east", "2 in west");
    assertThat(without.quorum(Level.SERIAL)).hasToString("3");
    assertThat(without.quorum(Level.ALL)).hasToString("5");
    assertThatThrownBy(() -> without.quorum(Level.LOCAL_SERIAL))
        .isInstanceOf(RingtailException.InvalidRequest.class);
    Replicas with = replicas("east", "west");
    assertThat(with.quorum(Level.QUORUM)).hasToString("3 and 2 in east");
    assertThat(with.quorum(Level.LOCAL_SERIAL)).hasToString("2 in east");
    Replicas elsewhere = replicas(null, "north");
    assertThatThrownBy(() -> elsewhere.quorum(Level.LOCAL_ONE))
        .hasMessageContaining("no replicas in data center north");
  }

  @Test
  void onlyLevelsWithAMajorityOfThoseThatDecideTellWhatIsDecided() {
    for (Level level : Level.values()) {
      boolean few = level.count() > 0 || level == Level.LOCAL_ONE;
      if (level != Level.LOCAL_SERIAL) {
        assertThat(replicas(null, "west").tellers(level))
            .as("%s, all decide", level)
            .isEqualTo((few && level != Level.THREE) || level == Level.LOCAL_QUORUM ? 0 : 0b11111);
      }
      assertThat(replicas("east", "west").tellers(level))
          .as("%s, the east decides, from the west", level)
          .isEqualTo(few || level == Level.LOCAL_QUORUM ? 0 : 0b111);
      assertThat(replicas("east", "east").tellers(level))
          .as("%s, the east decides, from there", level)
          .isEqualTo(few ? 0 : 0b111);
    }
  }

  private Replicas replicas(@Nullable String home, String client) {
    MapView view = view(home, client);
    return view.replicas(view.keyspace(table(1, 3)), 0);
  }
}

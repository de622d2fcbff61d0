// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.connection.Identity;
import io.ringtail.driver.connection.Surroundings;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.routing.Location;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.type.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that make the requests of others, for a table that is truncated meanwhile. */
class NodeLaneTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final Location HERE = new Location(Node.PLACE_DEFAULT, null);
  private static final byte[] KEY = "a".getBytes(StandardCharsets.UTF_8);
  private static final long SECOND = 1_000_000_000;

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private Table table;

  /** How a request ended. */
  private static final class End<R extends @Nullable Object> implements Completion<R> {
    private @Nullable R result;
    private @Nullable RingtailException error;
    private boolean done;

    @Override
    public void completed(R found) {
      result = found;
      done = true;
    }

    @Override
    public void failed(RingtailException why) {
      error = why;
      done = true;
    }
  }

  /** The map that a lane follows. */
  private static final class OneMap implements Maps {
    private final boolean ofNode;
    private MapView newest;
    private @Nullable Lane follower;

    OneMap(ClusterMap map, boolean ofNode) {
      this.ofNode = ofNode;
      this.newest = view(map);
    }

    private MapView view(ClusterMap map) {
      return ofNode ? MapView.ofNode(map, HERE) : new MapView(map, HERE);
    }

    @Override
    public MapView newest() {
      return newest;
    }

    @Override
    public void offer(ClusterMap map) {
      if (map.epoch().number() > newest.epoch()) {
        newest = view(map);
        Objects.requireNonNull(follower).follow(newest);
      }
    }
  }

  @BeforeEach
  void create() {
    table =
        cluster.addTable(
            KV,
            List.of(
                Column.partition(0, "k", ScalarType.VARCHAR),
                Column.regular(1, "v", ScalarType.VARCHAR)));
  }

  private Lane lane(boolean ofNode) {
    OneMap maps = new OneMap(cluster.replica(0).map(), ofNode);
    Surroundings surroundings =
        Surroundings.of(
            cluster,
            loop,
            loop,
            new HybridClock(loop, HybridClock.MAX_SKEW_MILLIS_DEFAULT),
            random,
            new Identity("test", "1", null),
            () -> maps.newest().epoch());
    Lane lane = new Lane(surroundings, () -> true, LaneLimits.of(10, 0, 4_096, 0), maps, false);
    maps.follower = lane;
    lane.start();
    return lane;
  }

  private <R extends @Nullable Object> End<R> ended(Lane lane, Operation operation, End<R> end) {
    lane.submit(operation);
    assertThat(loop.runUntil(() -> end.done, 20_000)).as("ends at all").isTrue();
    return end;
  }

  private Aim aim(Lane lane) {
    return new Aim(
        table, lane.view().keyspace(table), Token.hash(KEY), Level.QUORUM, 5 * SECOND, null);
  }

  private End<@Nullable Void> put(Lane lane) {
    Version version = new Version(1, 2, 3);
    byte[] content = PartitionCodec.encode(new PartitionData(version, List.of(), List.of()));
    List<Mutation> mutations = List.of(new Mutation(table.id(), KEY, content));
    End<@Nullable Void> end = new End<>();
    return ended(lane, new WriteOperation(aim(lane), mutations, end), end);
  }

  private End<List<PartitionResult>> get(Lane lane) {
    Request.Read read =
        new Request.Read(
            table.id(), List.of(KEY), ByteRange.ALL, null, Request.Read.ROWS_ALL, false, 0, false);
    End<List<PartitionResult>> end = new End<>();
    return ended(lane, ReadOperation.of(aim(lane), read, end), end);
  }

  @Test
  void clientsFollowATableToTheOneInItsPlace() {
    Lane lane = lane(false);
    assertThat(put(lane).error).isNull();
    cluster.truncateTable(KV, 0);
    assertThat(put(lane).error).isNull();
    assertThat(get(lane).result).hasSize(1);
  }

  @Test
  void nodesDoNot() {
    Lane lane = lane(true);
    assertThat(put(lane).error).isNull();
    cluster.truncateTable(KV, 0);
    assertThat(put(lane).error)
        .isInstanceOf(RingtailException.InvalidRequest.class)
        .hasMessageContaining("was dropped");
    assertThat(get(lane).error).isInstanceOf(RingtailException.InvalidRequest.class);
  }

  @Test
  void whatOneReplicaTookBeforeTheTruncationIsInDoubt() {
    Lane lane = lane(true);
    cluster.truncateTable(KV, 1);
    assertThat(put(lane).error)
        .isInstanceOf(RingtailException.WriteTimeout.class)
        .hasMessageContaining("was dropped")
        .satisfies(error -> assertThat(error.mayHaveTakenEffect()).isTrue());
  }
}

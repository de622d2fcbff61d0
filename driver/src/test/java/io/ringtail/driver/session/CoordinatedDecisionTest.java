// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Routing;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conditional writes that nodes coordinate, one of which never answers. */
class CoordinatedDecisionTest {
  private static final TableName KV = new TableName("default", "kv");
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private final List<Node> questions = new ArrayList<>();
  private final List<Node> writes = new ArrayList<>();
  private KeyValueTable<String, String> kv;

  /** Questions to the node that is asked first are not answered, or writes. */
  private boolean writesAreLost;

  @BeforeEach
  void open() {
    cluster.addTable(
        KV,
        List.of(
            Column.partition(0, "k", ScalarType.VARCHAR),
            Column.regular(1, "v", ScalarType.VARCHAR)));
    SessionOptions thin = SessionOptions.of(cluster.endpoints()).withRouting(Routing.COORDINATOR);
    Seams seams = new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {});
    CompletableFuture<Session> opened =
        Opening.begin(thin, cluster.endpoints(), seams).toCompletableFuture();
    assertThat(loop.runUntil(opened::isDone, 20_000)).isTrue();
    kv = opened.join().keyValueTable(KV, String.class, String.class);
    cluster.script(this::fate);
  }

  private Fate fate(Node node, Request request) {
    if (!(request instanceof Request.Coordinate coordinate
        && coordinate.request() instanceof Request.Decide decide)) {
      return ScriptedCluster.ANSWER;
    }
    boolean isWrite = decide.expected() != null;
    List<Node> asked = isWrite ? writes : questions;
    asked.add(node);
    if (isWrite ? writesAreLost : node.equals(asked.get(0))) {
      return ScriptedCluster.DROP;
    }
    return new Fate.Say(
        new Response.Coordinated(node.id(), List.of(), new Response.Decided(isWrite, NOTHING)));
  }

  @Test
  void anotherIsAskedWhatIsThereWhenOneIsSilent() {
    CompletableFuture<String> put =
        kv.putIfAbsent("a", "1", RequestOptions.DEFAULT).toCompletableFuture();
    loop.runFor(1_000);
    assertThat(put).isCompletedWithValue(null);
    assertThat(questions).hasSize(2).doesNotHaveDuplicates();
    assertThat(writes).hasSize(1);
  }

  @Test
  void nobodyElseIsAskedToWrite() {
    writesAreLost = true;
    CompletableFuture<String> put =
        kv.putIfAbsent("a", "1", RequestOptions.DEFAULT).toCompletableFuture();
    loop.runFor(5_000);
    assertThat(put)
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            RingtailException.class, e -> assertThat(e.mayHaveTakenEffect()).isTrue());
    assertThat(writes).hasSize(1);
  }
}

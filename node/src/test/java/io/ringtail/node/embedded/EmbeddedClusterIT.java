// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.shard.NodeState;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddedClusterIT {
  private static final TableName KV = new TableName("default", "kv");

  @Test
  void threeNodesServeWithinTwoSeconds() throws Exception {
    long begun = System.nanoTime();
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("start").start();
        RawClient client = new RawClient()) {
      Table table = create(client, cluster.contactPoints().getFirst());
      byte[] key = "key".getBytes(UTF_8);
      for (Endpoint node : cluster.contactPoints()) {
        assertThat(client.ask(node, client.write(table.id(), key, 1, "v".getBytes(UTF_8))))
            .isInstanceOf(Response.WriteDone.class);
        assertThat(RawClient.value(client.ask(node, RawClient.read(table.id(), key))))
            .isEqualTo("v".getBytes(UTF_8));
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      System.out.println("three nodes from start to written: " + millis + " ms");
    }
  }

  @Test
  void wipedNodeAnswersNothing() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("wipe").start();
        RawClient client = new RawClient()) {
      Table table = create(client, cluster.contactPoints().getFirst());
      byte[] key = "key".getBytes(UTF_8);
      cluster.wipe(2);
      assertThat(cluster.state(2)).isEqualTo(NodeState.NOT_A_MEMBER);
      Endpoint wiped = cluster.contactPoints().get(2);
      for (Request request :
          List.of(
              RawClient.read(table.id(), key),
              client.write(table.id(), key, 1, key),
              new Request.Ping(),
              new Request.FetchStatus())) {
        assertThat(client.ask(wiped, request))
            .isInstanceOfSatisfying(
                Response.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_A_MEMBER));
      }
      cluster.restart(2);
      assertThat(cluster.state(2)).isEqualTo(NodeState.NOT_A_MEMBER);
      Endpoint first = cluster.contactPoints().getFirst();
      assertThat(client.ask(first, new Request.ChangeSchema(new SchemaChange.DropTable(KV, false))))
          .isInstanceOf(Response.SchemaDone.class);
    }
  }

  @Test
  void restartedNodeLearnsWhatWasDecidedMeanwhile() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("restart").start();
        RawClient client = new RawClient()) {
      cluster.stop(0);
      Table table = create(client, cluster.contactPoints().get(1));
      cluster.restart(0);
      client.epoch.set(2);
      byte[] key = "key".getBytes(UTF_8);
      assertThat(
              client.ask(cluster.contactPoints().getFirst(), client.write(table.id(), key, 1, key)))
          .isInstanceOf(Response.WriteDone.class);
    }
  }

  @Test
  void oneOfTwoThatCreateTheSameTableHearsThatItExists() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("twice").start();
        RawClient a = new RawClient();
        RawClient b = new RawClient()) {
      for (int round = 0; round < 5; round++) {
        TableName name = new TableName("default", "t" + round);
        CompletableFuture<Response> one =
            a.send(cluster.contactPoints().get(0), createKeyValue(name), 5_000);
        CompletableFuture<Response> other =
            b.send(cluster.contactPoints().get(1), createKeyValue(name), 5_000);
        List<Response> answers =
            List.of(one.get(10, TimeUnit.SECONDS), other.get(10, TimeUnit.SECONDS));
        assertThat(answers).filteredOn(Response.SchemaDone.class::isInstance).hasSize(1);
        assertThat(answers)
            .filteredOn(Response.Refused.class::isInstance)
            .singleElement()
            .satisfies(refused ->
                assertThat(((Response.Refused) refused).reason()).isEqualTo(Reason.ALREADY_EXISTS));
      }
    }
  }

  @Test
  void changeNeedsAMajorityOfTheVoters() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("minority").start();
        RawClient client = new RawClient()) {
      cluster.stop(1);
      cluster.stop(2);
      Response response =
          client
              .send(cluster.contactPoints().getFirst(), createKeyValue(KV), 500)
              .exceptionally(late -> new Response.Unknown(Reason.NO_QUORUM, late.getMessage()))
              .get(10, TimeUnit.SECONDS);
      assertThat(response).isNotInstanceOf(Response.Done.class);
      cluster.restart(1);
      assertThat(create(client, cluster.contactPoints().get(1)).name()).isEqualTo(KV);
    }
  }

  private static Table create(RawClient client, Endpoint node) throws Exception {
    Response response = client.ask(node, createKeyValue(KV));
    if (response instanceof Response.SchemaDone done) {
      client.epoch.set(done.map().epoch().number());
      return done.map().schema().table(KV).orElseThrow();
    }
    throw new AssertionError(response.toString());
  }

  private static Request.ChangeSchema createKeyValue(TableName name) {
    return new Request.ChangeSchema(
        new SchemaChange.CreateTable(
            name,
            List.of(
                new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("v", ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            false));
  }
}

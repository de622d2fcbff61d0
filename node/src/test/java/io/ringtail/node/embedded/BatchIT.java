// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static io.ringtail.node.embedded.Numbers.PATIENT;
import static io.ringtail.node.embedded.Numbers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.BatchTable;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableKeys;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches of several partitions, made by their drivers, or by the nodes where these cannot. */
@Timeout(120)
class BatchIT {
  private static Table table(Session session, String name) {
    TableName table = new TableName("default", name);
    session.changeBlocking(
        new SchemaChange.CreateTable(
            table,
            List.of(
                new ColumnDefinition("p", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                new ColumnDefinition("c", ScalarType.INT, ColumnKind.CLUSTERING, false),
                new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)),
            TableOptions.DEFAULT,
            true));
    return session.table(table);
  }

  private static RowWrite put(Table table, String partition, int row, String value) {
    return table.insert(Key.of(partition).row(row), Map.of("v", value));
  }

  private static List<String> rows(Table table) {
    List<String> rows = new ArrayList<>();
    for (ResultRow row : table.blocking().scan()) {
      rows.add(row.get(0) + " " + row.get(1));
    }
    return rows.stream().sorted().toList();
  }

  private static int notes(Session session) {
    int notes = 0;
    for (ResultRow note : session.table(BatchTable.NAME).blocking().scan()) {
      assertThat(note).isNotNull();
      notes++;
    }
    return notes;
  }

  @Test
  void loggedBatchIsMadeAndItsNoteIsGone() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("logged").start();
        Numbers numbers = new Numbers(cluster, "any", 3)) {
      Session session = numbers.session;
      Table a = table(session, "a");
      Table b = table(session, "b");
      Batch batch =
          Batch.logged()
              .add(a, put(a, "x", 1, "one"))
              .add(b, put(b, "y", 1, "one"))
              .add(a, put(a, "z", 2, "two"))
              .add(a, put(a, "x", 1, "later"))
              .add(b, put(b, "gone", 1, "one"))
              .add(b, RowWrite.delete(Key.of("gone")));
      assertThat(get(session.write(batch, PATIENT)).warnings()).isEmpty();
      assertThat(rows(a)).containsExactly("x 1", "z 2");
      assertThat(rows(b)).containsExactly("y 1");
      assertThat(get(a.get(Key.of("x").row(1), PATIENT)).get("v"))
          .as("the later of two writes to a row")
          .isEqualTo("later");
      Numbers.await("the note is deleted", () -> notes(session) == 0);
    }
  }

  @Test
  void nodesMakeABatchWhoseDriverIsGone() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("orphan").start();
        Numbers numbers = new Numbers(cluster, "any", 3)) {
      Session session = numbers.session;
      Table a = table(session, "a");
      get(
          session.write(
              Batch.logged().add(a, put(a, "x", 1, "x")).add(a, put(a, "y", 1, "y")), PATIENT));
      note(session, a);
      // They look on their disks when they start, and are told while they run.
      for (int node = 0; node < 3; node++) {
        cluster.stop(node);
        cluster.restart(node);
      }
      assertThat(rows(a)).containsExactly("x 1", "y 1");
      Numbers.await("the nodes make it", () -> rows(a).size() == 4);
      assertThat(rows(a)).containsExactly("orphan0 7", "orphan1 7", "x 1", "y 1");
      Numbers.await("the note is deleted", () -> notes(session) == 0);
    }
  }

  /** What a driver does before it dies. */
  private static void note(Session session, Table table) {
    List<Mutation> mutations = new ArrayList<>();
    long timestamp = io.ringtail.protocol.time.Timestamp.ofMillis(System.currentTimeMillis());
    for (int i = 0; i < 2; i++) {
      byte[] key = TableKeys.encode(table.schema().partitionKey(), List.of("orphan" + i));
      io.ringtail.protocol.row.Version version =
          new io.ringtail.protocol.row.Version(timestamp, 7, 0);
      io.ringtail.protocol.row.Row row =
          new io.ringtail.protocol.row.Row(
              TableKeys.encode(table.schema().clusteringKey(), List.of(7)),
              new io.ringtail.protocol.row.Liveness(version, io.ringtail.protocol.row.Expiry.NEVER),
              null,
              List.of());
      mutations.add(
          new Mutation(
              table.schema().id(),
              key,
              io.ringtail.protocol.codec.PartitionCodec.encode(
                  new io.ringtail.protocol.row.PartitionData(null, List.of(), List.of(row)))));
    }
    ByteBuf out = Unpooled.buffer();
    MessageCodec.encode(new Request.Write(mutations), out);
    byte[] note = new byte[out.readableBytes()];
    out.readBytes(note);
    Table notes = session.table(BatchTable.NAME);
    get(
        notes.write(
            notes.update(Key.of(UUID.randomUUID()), Map.of(BatchTable.WRITES, note)), PATIENT));
  }

  @Test
  void limitsAreToldAndErrorsSayThatANotedBatchWillBeMade() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("limits").start();
        Numbers numbers = new Numbers(cluster, "any", 3)) {
      Session session = numbers.session;
      Table a = table(session, "a");
      Batch wide = Batch.unlogged();
      for (int i = 0; i < 20; i++) {
        wide.add(a, put(a, "p" + i, 1, "v"));
      }
      assertThat(get(session.write(wide, PATIENT)).warnings())
          .singleElement()
          .asString()
          .contains("of 20 partitions");
      Batch large = Batch.logged();
      for (int i = 0; i < 2; i++) {
        large.add(a, put(a, "large" + i, 1, "v".repeat(50_000)));
      }
      assertThat(get(session.write(large, PATIENT)).warnings())
          .singleElement()
          .asString()
          .contains("written twice");
      for (int i = 0; i < 10; i++) {
        large.add(a, put(a, "larger" + i, 1, "v".repeat(50_000)));
      }
      assertThatThrownBy(() -> get(session.write(large, PATIENT)))
          .isInstanceOf(RingtailException.InvalidRequest.class)
          .hasMessageContaining("of at most");
      cluster.stop(2);
      Batch strict = Batch.logged().add(a, put(a, "s", 1, "v")).add(a, put(a, "t", 1, "v"));
      assertThatThrownBy(() ->
              get(
                  session.write(
                      strict, PATIENT.withLevel(Level.ALL).withTimeout(Duration.ofMillis(700)))))
          .isInstanceOfSatisfying(
              RingtailException.InDoubt.class,
              error -> assertThat(error.mayHaveTakenEffect()).isTrue())
          .hasMessageContaining("the nodes will make it");
    }
  }
}

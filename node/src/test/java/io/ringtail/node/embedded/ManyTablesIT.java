// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.ringtail.node.shard.NodeState;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node with many tables, as real files. */
@Timeout(180)
class ManyTablesIT {
  private static final int TABLES = 200;
  private static final int KEYS = 20;

  /** The bar: how long a node with so many tables takes to open. */
  private static final long MILLIS_MAX = 1_000;

  private static final int OPENINGS = 5;

  @TempDir private Path data;

  /** How long each opening took. */
  private final List<Long> millis = new ArrayList<>();

  /** What each took of all processors, to compile code, too. */
  private final List<Long> cpuMillis = new ArrayList<>();

  private static byte[] key(int number) {
    return ("key" + number).getBytes(UTF_8);
  }

  /** Asks with patience: hundreds of files are synced, on whatever disk. */
  private static Response ask(RawClient client, Endpoint node, Request request) throws Exception {
    return client.send(node, request, 60_000).get(60, TimeUnit.SECONDS);
  }

  private static List<Integer> createTables(RawClient client, Endpoint node) throws Exception {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      TableName name = new TableName("default", "t" + i);
      Response response =
          ask(
              client,
              node,
              new Request.ChangeSchema(
                  new SchemaChange.CreateTable(
                      name,
                      List.of(
                          new ColumnDefinition(
                              "k", ScalarType.VARCHAR, ColumnKind.PARTITION, false),
                          new ColumnDefinition(
                              "v", ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
                      TableOptions.DEFAULT,
                      false)));
      ids.add(((Response.SchemaDone) response).map().schema().table(name).orElseThrow().id());
      client.epoch.set(((Response.SchemaDone) response).map().epoch().number());
    }
    return ids;
  }

  private long tableFiles() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".sst")).count();
    }
  }

  private void openAgain(EmbeddedCluster cluster) {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    cluster.stop(0);
    long begun = System.nanoTime();
    long cpuBefore = process.getProcessCpuTime();
    cluster.restart(0);
    cpuMillis.add(TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime() - cpuBefore));
    millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    assertThat(cluster.state(0)).isEqualTo(NodeState.MEMBER);
  }

  @Test
  void aNodeWithManyTablesOpensWithinASecond() throws Exception {
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder("many-tables").nodes(1).shards(1).data(data).start();
        RawClient client = new RawClient()) {
      Endpoint node = cluster.contactPoints().getFirst();
      List<Integer> ids = createTables(client, node);
      for (int id : ids) {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
          mutations.add(RawClient.mutation(1_000, id, key(i), 1, key(i)));
        }
        assertThat(ask(client, node, new Request.Write(mutations)))
            .isInstanceOf(Response.WriteDone.class);
      }
      Response snapshot = ask(client, node, new Request.TakeSnapshot("all", List.of()));
      assertThat(snapshot).as("%s", snapshot).isInstanceOf(Response.Done.class);
      assertThat(tableFiles()).isGreaterThanOrEqualTo(TABLES);
      for (int i = 0; i < OPENINGS; i++) {
        openAgain(cluster);
      }
      System.out.printf(
          "a node with %d tables opens in %s ms, with %s ms of CPU%n", TABLES, millis, cpuMillis);
      assertThat(Collections.min(millis)).isLessThan(MILLIS_MAX);
      // A machine that does something else makes waits longer, but no work. The first opening reads
      // the map of each of the changes that made the tables.
      assertThat(cpuMillis).allSatisfy(each -> assertThat(each).isLessThan(MILLIS_MAX));
      for (int id : ids) {
        Response read = ask(client, node, RawClient.read(id, key(3)));
        assertThat(RawClient.value(read)).isEqualTo(key(3));
      }
    }
  }
}

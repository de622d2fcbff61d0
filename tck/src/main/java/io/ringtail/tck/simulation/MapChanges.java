// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes the cluster map while everything else goes on: makes, alters and truncates keyspaces and
 * tables that nobody uses, and tables that one session uses at once, truncates, drops and makes
 * again. Whoever was told that a table is there finds it on every replica, and in one that was
 * truncated or made again nothing of what the one before held. Confined to the simulation's thread.
 */
final class MapChanges {
  private static final int NAMES = 4;
  private static final int KEY = 1;

  private final Surroundings around;
  private final SimulatedCluster cluster;
  private final SplittableRandom random;
  private int tables;

  MapChanges(Surroundings around, SimulatedCluster cluster) {
    this.around = around;
    this.cluster = cluster;
    this.random = around.random("map");
  }

  /** Asks for a change through some session. */
  void begin() {
    SplittableRandom own = random.split();
    SimulatedDriver driver = cluster.drivers().get(own.nextInt(cluster.drivers().size()));
    Session session = driver.session();
    if (session == null) {
      return;
    }
    if (own.nextBoolean()) {
      SchemaChange change = unused(own);
      session.lanes().get(0).execute(() -> session.change(change));
    } else {
      Life life = new Life(session, Tables.name("used" + tables++), Tables.options(own));
      session.lanes().get(0).execute(life::begin);
    }
  }

  private SchemaChange unused(SplittableRandom random) {
    boolean lenient = random.nextBoolean();
    String name = "unused" + random.nextInt(NAMES);
    return switch (random.nextInt(6)) {
      case 0 ->
          new SchemaChange.CreateKeyspace(
              name, Math.min(replicasMax(), 1 + random.nextInt(3)), lenient);
      case 1 -> new SchemaChange.DropKeyspace(name, lenient);
      case 2 -> new SchemaChange.DropTable(Tables.name(name), lenient);
      case 3 -> new SchemaChange.AlterTable(Tables.name(name), Tables.options(random), lenient);
      case 4 -> new SchemaChange.TruncateTable(Tables.name(name));
      default -> Tables.create(Tables.name(name), lenient);
    };
  }

  /** As many as the smallest data center has nodes. */
  private int replicasMax() {
    return cluster.nodes().size() > 3 ? 2 : 3;
  }

  /** Definitions of tables with one key and one value. */
  private static final class Tables {
    static TableName name(String name) {
      return new TableName("default", name);
    }

    static OptionChanges options(SplittableRandom random) {
      CompactionStrategy strategy =
          switch (random.nextInt(3)) {
            case 0 -> new CompactionStrategy.SizeTiered(2 + random.nextInt(6));
            case 1 -> new CompactionStrategy.Leveled(1L << (20 + random.nextInt(8)));
            default -> new CompactionStrategy.TimeWindow(60_000L * (1 + random.nextInt(60)));
          };
      return new OptionChanges(
          null,
          random.nextBoolean() ? strategy : null,
          List.of(Compression.values()).get(random.nextInt(Compression.values().length)),
          null,
          null);
    }

    static SchemaChange.CreateTable create(TableName name, boolean lenient) {
      return new SchemaChange.CreateTable(
          name,
          List.of(
              new ColumnDefinition("k", ScalarType.INT, ColumnKind.PARTITION, false),
              new ColumnDefinition("v", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
          TableOptions.DEFAULT,
          lenient);
    }
  }

  /** One table's life, step by step as long as nothing is in doubt. */
  private final class Life {
    private static final long VALUE = 42;

    private final Session session;
    private final TableName name;

    private final OptionChanges options;

    Life(Session session, TableName name, OptionChanges options) {
      this.session = session;
      this.name = name;
      this.options = options;
    }

    void begin() {
      then(session.change(Tables.create(name, false)), made -> put());
    }

    private KeyValueTable<Integer, Long> table() {
      return session.keyValueTable(name, Integer.class, Long.class);
    }

    private void put() {
      then(table().put(KEY, VALUE, RequestOptions.DEFAULT), done -> get(VALUE, this::alter));
    }

    private void alter() {
      then(
          session.change(new SchemaChange.AlterTable(name, options, false)),
          altered -> get(VALUE, this::truncate));
    }

    private void truncate() {
      then(
          session.change(new SchemaChange.TruncateTable(name)),
          truncated ->
              get(
                  null,
                  () ->
                      then(
                          table().put(KEY, VALUE, RequestOptions.DEFAULT),
                          again -> get(VALUE, this::drop))));
    }

    /** Reads it; the value has to be this, where the read succeeds. */
    private void get(@Nullable Long expected, Runnable next) {
      then(
          table().get(KEY),
          value -> {
            if (expected == null ? value != null : !expected.equals(value)) {
              around.breakPromise(
                  "table %s was read as %s; it holds %s".formatted(name, value, expected));
            }
            next.run();
          });
    }

    private void drop() {
      then(
          session.change(new SchemaChange.DropTable(name, false)),
          dropped ->
              then(session.change(Tables.create(name, false)), again -> get(null, () -> {})));
    }

    private <T extends @Nullable Object> void then(CompletionStage<T> stage, Consumer<T> next) {
      stage.whenComplete((result, problem) -> {
        if (problem == null) {
          next.accept(result);
        } else if (problem instanceof RingtailException.InvalidRequest) {
          around.breakPromise("table %s is there, but: %s".formatted(name, problem));
        }
      });
    }
  }
}

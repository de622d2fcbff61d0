// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.fake;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tables in memory that any number of sessions share; time stands still unless it is moved. */
public final class FakeCluster implements Clock {
  private final ConcurrentHashMap<TableName, FakeTable> tables = new ConcurrentHashMap<>();
  private final AtomicLong nowMillis = new AtomicLong(1_767_225_600_000L);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile @Nullable RingtailException failure;
  private volatile ClusterMap map = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7400)), 4);

  /** Opens one more session; a {@code SessionFactory}. */
  public CompletionStage<Session> open(SessionOptions options) {
    RingtailException wrong = failure;
    if (wrong != null) {
      return CompletableFuture.failedFuture(wrong);
    }
    opened.incrementAndGet();
    return CompletableFuture.completedFuture(new FakeSession(this, closed::incrementAndGet));
  }

  public int openSessions() {
    return opened.get() - closed.get();
  }

  public int sessionsEver() {
    return opened.get();
  }

  /** Makes every request fail from now on; null makes them work again. */
  public void failWith(@Nullable RingtailException newFailure) {
    failure = newFailure;
  }

  /** What was asked of tables since the last call. */
  public List<String> takeRequests() {
    List<String> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  public void advanceMillis(long millis) {
    nowMillis.addAndGet(millis);
  }

  @Override
  public long wallMillis() {
    return nowMillis.get();
  }

  @Override
  public long nanos() {
    return nowMillis.get() * 1_000_000;
  }

  void note(String request) {
    requests.add(request);
    RingtailException wrong = failure;
    if (wrong != null) {
      throw wrong;
    }
  }

  ClusterMap map() {
    return map;
  }

  public Schema schema() {
    return map.schema();
  }

  FakeTable table(TableName name) {
    Table schema = map.schema().tablesByName().get(name);
    if (schema == null) {
      throw new RingtailException.InvalidRequest("there is no table " + name);
    }
    return tables.computeIfAbsent(name, key -> new FakeTable(this, schema));
  }

  synchronized Schema change(SchemaChange change) {
    note("change");
    Schema schema = map.schema();
    List<Keyspace> keyspaces = new ArrayList<>(schema.keyspacesInOrder());
    List<Table> all = new ArrayList<>(schema.tablesInOrder());
    Epoch epoch = new Epoch(map.epoch().number() + 1);
    int next = schema.tableIdNext();
    if (change instanceof SchemaChange.CreateKeyspace create) {
      if (schema.keyspaces().containsKey(create.name())) {
        return existing(create.ifNotExists(), "keyspace " + create.name());
      }
      keyspaces.add(
          new Keyspace(
              create.name(), create.replication().over(List.of("default")), create.home(), epoch));
    } else if (change instanceof SchemaChange.DropKeyspace drop) {
      if (!keyspaces.removeIf(keyspace -> keyspace.name().equals(drop.name()))) {
        return missing(drop.ifExists(), "keyspace " + drop.name());
      }
    } else if (change instanceof SchemaChange.CreateTable create) {
      if (schema.tablesByName().containsKey(create.name())) {
        return existing(create.ifNotExists(), "table " + create.name());
      }
      all.add(new Table(next++, create.name(), epoch, columns(create), create.options()));
    } else if (change instanceof SchemaChange.DropTable drop) {
      if (!all.removeIf(table -> table.name().equals(drop.name()))) {
        return missing(drop.ifExists(), "table " + drop.name());
      }
      tables.remove(drop.name());
    } else if (change instanceof SchemaChange.AlterTable alter) {
      Table known = schema.tablesByName().get(alter.name());
      if (known == null) {
        return missing(alter.ifExists(), "table " + alter.name());
      }
      all.set(all.indexOf(known), known.withOptions(alter.options().applyTo(known.options())));
    } else if (change instanceof SchemaChange.TruncateTable truncate) {
      Table known = schema.tablesByName().get(truncate.name());
      if (known == null) {
        return missing(false, "table " + truncate.name());
      }
      all.set(all.indexOf(known), known.truncated(next++, epoch));
      tables.remove(truncate.name());
    }
    map =
        new ClusterMap(
            map.clusterId(),
            epoch,
            map.change(),
            map.vnodeBits(),
            map.nodes(),
            map.voters(),
            map.placements(),
            Schema.of(keyspaces, all, next));
    return map.schema();
  }

  private Schema existing(boolean fine, String what) {
    if (!fine) {
      throw new RingtailException.AlreadyExists(what + " exists");
    }
    return map.schema();
  }

  private Schema missing(boolean fine, String what) {
    if (!fine) {
      throw new RingtailException.InvalidRequest("there is no " + what);
    }
    return map.schema();
  }

  private static List<Column> columns(SchemaChange.CreateTable create) {
    List<Column> columns = new ArrayList<>();
    for (SchemaChange.ColumnDefinition column : create.columns()) {
      columns.add(
          new Column(
              columns.size(), column.name(), column.type(), column.kind(), column.descending()));
    }
    return columns;
  }
}

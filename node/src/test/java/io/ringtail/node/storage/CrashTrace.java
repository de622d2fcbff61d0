// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A storage at work, from one seed: writes and deletions of every kind, values that expire,
 * flushes, compactions, tables that go, other options, starts after every kind of end. Between two
 * changes of its disk somebody may look at what a crash would leave.
 */
final class CrashTrace {
  static final int KEYS = 8;

  /** So small that the log changes its segment all the time. */
  static final StorageOptions OPTIONS =
      new StorageOptions(SyncMode.GROUP, 1_000, 1 << 13, 3 << 20, 1 << 16);

  private static final int FIRST_TABLE = 7;

  /** So many tables that were dropped are looked at. */
  private static final int TABLES_GONE = 2;

  private static final int CLUSTERINGS = 30;

  /** Of one turn. */
  private static final int WRITES_MAX = 4;

  private static final int LONG_VALUE_BYTES = 3_000;
  private static final int VNODE_BITS = 4;
  private static final int[] VNODES = IntStream.range(0, 1 << VNODE_BITS).toArray();

  private static final List<CompactionStrategy> STRATEGIES =
      List.of(
          new CompactionStrategy.SizeTiered(2),
          new CompactionStrategy.Leveled(1 << 20),
          new CompactionStrategy.TimeWindow(TimeUnit.HOURS.toMillis(3)));

  /** The disk just before a change of it, and up to where writes were acknowledged by then. */
  record Moment(long number, MemoryDisk disk, long committed) {}

  private final MemoryDisk disk = new MemoryDisk();
  private final List<Moment> moments = new ArrayList<>();
  private final PrefixModel model = new PrefixModel();
  private final int every;
  private final StorageHarness harness;
  private final RandomData data;
  private CompactionStrategy strategy = STRATEGIES.getFirst();
  private int table = FIRST_TABLE;
  private long changes;
  private boolean opened;

  /**
   * Opens an empty storage.
   *
   * @param every how many changes of the disk there are between two moments that can be looked at
   */
  CrashTrace(long seed, int every) {
    this.every = every;
    disk.watch(this::look);
    harness = new StorageHarness(disk, seed, OPTIONS);
    opened = true;
    harness.nowMillis = TimeUnit.DAYS.toMillis(1_000);
    data = new RandomData(harness.random, CLUSTERINGS, DatedData.TIMESTAMPS);
    useOptions(harness);
  }

  private void look() {
    if (changes++ % every == 0) {
      moments.add(new Moment(changes, disk.copy(), opened ? harness.committed : 0));
    }
  }

  PrefixModel model() {
    return model;
  }

  long nowMillis() {
    return harness.nowMillis;
  }

  /** The table that is written to. */
  int table() {
    return table;
  }

  /** How often the disk was changed. */
  long changes() {
    return changes;
  }

  /** Lets a storage work with what the owner of its tables chose. */
  void useOptions(StorageHarness of) {
    of.storage.useOptions(tableId ->
        TableOptions.DEFAULT
            .withCompaction(strategy)
            .withTombstoneGc(new TombstoneGc.Grace(DatedData.GRACE_MILLIS)));
  }

  /** Moments since the last time; {@link #model} is as it was then, but for acknowledgements. */
  List<Moment> moments() {
    List<Moment> taken = List.copyOf(moments);
    moments.clear();
    return taken;
  }

  /**
   * Does one operation, and some of what it leads to.
   *
   * @param look called whenever there may be new {@link #moments}
   */
  void operation(Runnable look) {
    int action = harness.random.nextInt(1_000);
    if (action < 820) {
      for (int writes = 1 + harness.random.nextInt(WRITES_MAX); writes > 0; writes--) {
        write();
      }
    } else if (action < 890) {
      var _ = harness.storage.flush();
    } else if (action < 920) {
      var _ = harness.storage.compactAll(table);
    } else if (action < 930) {
      strategy = STRATEGIES.get(harness.random.nextInt(STRATEGIES.size()));
      useOptions(harness);
    } else if (action < 980) {
      harness.nowMillis += harness.random.nextLong(DatedData.GRACE_MILLIS / 4);
      harness.threads.advance(harness.random.nextInt(90_000));
    } else if (action < 986) {
      harness.storage.dropTable(table);
      model.drop(table);
      table++;
    } else {
      restart(action, look);
    }
    work(look);
  }

  private void write() {
    int number = harness.random.nextInt(KEYS);
    PartitionData written =
        harness.random.nextInt(4) == 0
            ? longValue()
            : DatedData.at(data.partition(), harness.nowMillis);
    WriteOutcome outcome = harness.write(table, RandomData.key(number), written);
    if (outcome instanceof WriteOutcome.Written done) {
      model.write(new PrefixModel.Key(table, number), written, done.position());
    }
  }

  private PartitionData longValue() {
    byte[] value = new byte[harness.random.nextInt(LONG_VALUE_BYTES)];
    harness.random.nextBytes(value);
    Version version = new Version(Timestamp.ofMillis(harness.nowMillis), 1, 0);
    Row row =
        new Row(data.clustering(), null, null, List.of(new Cell(3, version, value, Expiry.NEVER)));
    return new PartitionData(null, List.of(), List.of(row));
  }

  private void restart(int action, Runnable look) {
    if (action < 990) {
      harness.reopen();
    } else if (action < 995) {
      harness.kill();
    } else {
      harness.crash();
    }
    look.run();
    Map<PrefixModel.Key, PartitionData> found = readAll(harness);
    String problem = model.problem(found, harness.nowMillis);
    if (problem != null) {
      throw new AssertionError("a start at change " + changes + ": " + problem);
    }
    model.restart(found);
    useOptions(harness);
    // The schema goes on saying so.
    model.going().forEach(harness.storage::dropTable);
  }

  private void work(Runnable look) {
    if (harness.random.nextInt(6) > 0) {
      harness.storage.commitTurn();
      look.run();
    }
    boolean all = harness.random.nextInt(20) == 0;
    int steps = all ? Integer.MAX_VALUE : harness.random.nextInt(7);
    while (steps-- > 0) {
      if (!harness.threads.step(harness.random)) {
        model.acknowledgeDrops();
        break;
      }
      look.run();
    }
    if (!harness.failures.isEmpty()) {
      throw new AssertionError("failed: " + harness.failures);
    }
  }

  /**
   * Everything that a storage knows, by scans, when reads tell the same.
   *
   * @throws AssertionError when something cannot be read, or is told in two ways
   */
  Map<PrefixModel.Key, PartitionData> readAll(StorageHarness of) {
    Map<PrefixModel.Key, PartitionData> found = new HashMap<>();
    for (int tableId = Math.max(FIRST_TABLE, table - TABLES_GONE); tableId <= table; tableId++) {
      Map<PrefixModel.Key, PartitionData> scanned = scan(of, tableId);
      for (int number = 0; number <= KEYS; number++) {
        PrefixModel.Key key = new PrefixModel.Key(tableId, number);
        PartitionData read = of.data(tableId, RandomData.key(number));
        PartitionData other = scanned.getOrDefault(key, PartitionData.EMPTY);
        if (!DatedData.seen(read, of.nowMillis).equals(DatedData.seen(other, of.nowMillis))) {
          throw new AssertionError(key + " is read as " + read + " and scanned as " + other);
        }
        if (!read.isEmpty()) {
          found.put(key, read);
        }
        scanned.remove(key);
      }
      if (!scanned.isEmpty()) {
        throw new AssertionError("never written: " + scanned);
      }
    }
    return found;
  }

  private static Map<PrefixModel.Key, PartitionData> scan(StorageHarness of, int tableId) {
    Map<PrefixModel.Key, PartitionData> found = new HashMap<>();
    @Nullable ScanPosition from = null;
    do {
      var request = new Request.Scan(tableId, VNODES, from, null, 10_000, 1 << 20, of.nowMillis);
      if (!(of.scan(request) instanceof ScanOutcome.Page page)) {
        throw new AssertionError("table " + tableId + " cannot be scanned");
      }
      for (ScanOutcome.Entry entry : page.entries()) {
        int number = ByteBuffer.wrap(entry.key()).getInt();
        found.put(new PrefixModel.Key(tableId, number), PartitionCodec.decode(entry.content()));
      }
      from = page.next();
    } while (from != null);
    return found;
  }
}

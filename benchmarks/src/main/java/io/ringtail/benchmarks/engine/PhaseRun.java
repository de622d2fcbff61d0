// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.EngineRecords;
import io.ringtail.benchmarks.engine.store.EngineStore;
import io.ringtail.benchmarks.engine.store.RecordChooser;
import io.ringtail.benchmarks.engine.store.StoreFacts;
import io.ringtail.benchmarks.engine.store.StoreSettings;
import io.ringtail.benchmarks.engine.store.WrongAnswerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries out one phase with one engine: lets the JVM compile what matters, measures, and says what
 * it took. Confined to the child's main thread.
 */
final class PhaseRun {
  /** Told how far the phase is. */
  @FunctionalInterface
  interface Listener {
    void at(long done, long total);
  }

  /** Operations between two looks at the CPU's clock: some tens of milliseconds. */
  private static final int CHUNK = 16_384;

  private static final int BATCH = 64;
  private static final int IN_FLIGHT = 1_024;
  private static final long WARM_SEED = 1;
  private static final long SEED = 2;
  private static final int GROUPED_MAX = 200_000;
  private static final int GROUPED_WARM = 20_000;
  private static final int REPLAYS = 3;
  private static final double MEGABYTE = 1e6;
  private static final double MICROS = 1e6;

  /** Bytes put, in sizes of the memtable: so that tables were merged more than once. */
  private static final int MEMTABLES_WRITTEN = 10;

  /** A record takes less than this in memory and log, whatever the engine. */
  private static final long OVERHEAD_BYTES_MAX = 400;

  private final PhaseOrder order;
  private final Listener listener;
  private final Path folder;
  private final long records;
  private final int recordBytes;

  PhaseRun(PhaseOrder order, Listener listener) {
    this.order = order;
    this.listener = listener;
    this.folder = Path.of(order.folder());
    this.records = order.records();
    this.recordBytes = new EngineRecords(order.settings().valueBytes()).recordBytes();
  }

  PhaseResult run() throws IOException {
    return switch (order.phase()) {
      case LOAD -> load();
      case PUT -> put(1);
      case PUT_BATCH -> put(BATCH);
      case GET_HIT -> get(true);
      case GET_MISS -> get(false);
      case SCAN -> scan();
      case COMPACT -> compact();
      case WRITTEN_TIERED -> written(StoreSettings.Compaction.TIERED);
      case WRITTEN_LEVELED -> written(StoreSettings.Compaction.LEVELED);
      case MEMTABLE -> memtable();
      case KEY_MEMORY -> keyMemory();
      case GROUP -> group();
      case REPLAY -> replay();
    };
  }

  private EngineStore open(Path path, StoreSettings settings) throws IOException {
    return order.engine().open(path, settings);
  }

  private EngineStore open(String name) throws IOException {
    return open(folder.resolve(name), order.settings());
  }

  /** Puts the first records, a chunk at a time. */
  private void putAll(EngineStore store, long count, int batch) {
    for (long done = 0; done < count; done += CHUNK) {
      store.put(done, Math.min(CHUNK, count - done), batch);
      listener.at(Math.min(count, done + CHUNK), count);
    }
  }

  private PhaseResult load() throws IOException {
    try (EngineStore store = open(folder, order.settings())) {
      Meter meter = Meter.start("");
      putAll(store, records, BATCH);
      store.flush();
      store.settle();
      Meter.Spent spent = meter.stop();
      return result(spent.cpuSeconds() * MICROS / records, records, spent, store.facts());
    }
  }

  /** Flushes and compactions that the puts bring about belong to their cost. */
  private PhaseResult put(int batch) throws IOException {
    try (EngineStore warm = open("warm")) {
      for (long next = 0; Meter.cpuSeconds() < order.warmupCpuSeconds(); next += CHUNK) {
        warm.put(next, CHUNK, batch);
      }
    }
    try (EngineStore store = open("data")) {
      Meter meter = Meter.start(order.profile());
      putAll(store, records, batch);
      store.flush();
      store.settle();
      Meter.Spent spent = meter.stop();
      store.get(RecordChooser.present(records, SEED), CHUNK, true);
      return result(records / spent.cpuSeconds(), records, spent, store.facts());
    }
  }

  private PhaseResult get(boolean present) throws IOException {
    try (EngineStore store = open(folder, order.settings())) {
      RecordChooser warm = chooser(present, WARM_SEED);
      // As many look-ups as there are records touch every block.
      long warmed = 0;
      while (Meter.cpuSeconds() < order.warmupCpuSeconds() || warmed < records) {
        store.get(warm, CHUNK, present);
        warmed += CHUNK;
      }
      RecordChooser chooser = chooser(present, SEED);
      Meter meter = Meter.start(order.profile());
      double start = Meter.cpuSeconds();
      long done = 0;
      for (double spent = 0; spent < order.cpuSeconds(); spent = Meter.cpuSeconds() - start) {
        store.get(chooser, CHUNK, present);
        done += CHUNK;
        tellCpu(start);
      }
      Meter.Spent spent = meter.stop();
      return result(done / spent.cpuSeconds(), done, spent, store.facts());
    }
  }

  private RecordChooser chooser(boolean present, long seed) {
    return present ? RecordChooser.present(records, seed) : RecordChooser.absent(records, seed);
  }

  private void tellCpu(double start) {
    long millis = (long) ((Meter.cpuSeconds() - start) * 1_000);
    listener.at(millis, (long) (order.cpuSeconds() * 1_000));
  }

  private PhaseResult scan() throws IOException {
    try (EngineStore store = open(folder, order.settings())) {
      do {
        checkCount(store.scan());
      } while (Meter.cpuSeconds() < order.warmupCpuSeconds());
      Meter meter = Meter.start(order.profile());
      double start = Meter.cpuSeconds();
      long rows = 0;
      do {
        rows += store.scan();
        tellCpu(start);
      } while (Meter.cpuSeconds() - start < order.cpuSeconds());
      Meter.Spent spent = meter.stop();
      checkCount(store.scan());
      return result(megabytes(rows) / spent.cpuSeconds(), rows, spent, store.facts());
    }
  }

  private void checkCount(long rows) {
    if (rows != records) {
      throw new WrongAnswerException("a scan finds " + rows + " of " + records + " records");
    }
  }

  private double megabytes(long count) {
    return (double) count * recordBytes / MEGABYTE;
  }

  /** All tables that flushes made are merged, none before. */
  private PhaseResult compact() throws IOException {
    StoreSettings apart = order.settings().withCompaction(StoreSettings.Compaction.OFF);
    int round = 0;
    do {
      try (EngineStore warm = open(folder.resolve("warm-" + round++), apart)) {
        fill(warm, Math.max(1, records / 4));
        warm.compactAll();
      }
    } while (Meter.cpuSeconds() < order.warmupCpuSeconds());
    try (EngineStore store = open(folder.resolve("data"), apart)) {
      fill(store, records);
      Meter meter = Meter.start(order.profile());
      store.compactAll();
      Meter.Spent spent = meter.stop();
      checkCount(store.scan());
      return result(megabytes(records) / spent.cpuSeconds(), records, spent, store.facts());
    }
  }

  private void fill(EngineStore store, long count) {
    putAll(store, count, BATCH);
    store.flush();
    store.settle();
  }

  private PhaseResult written(StoreSettings.Compaction compaction) throws IOException {
    StoreSettings settings = order.settings().withCompaction(compaction).withCounting();
    long count = MEMTABLES_WRITTEN * settings.memtableBytes() / recordBytes;
    long before = Meter.bytesWritten();
    try (EngineStore store = open(folder.resolve("data"), settings)) {
      Meter meter = Meter.start(order.profile());
      fill(store, count);
      Meter.Spent spent = meter.stop();
      double bytes = Meter.bytesWritten() - before;
      return result(bytes / (count * (double) recordBytes), count, spent, store.facts());
    }
  }

  private PhaseResult memtable() throws IOException {
    long count = order.settings().memtableBytes() / recordBytes;
    StoreSettings roomy =
        order.settings().withMemtableBytes(2 * count * (recordBytes + OVERHEAD_BYTES_MAX));
    try (EngineStore store = open(folder.resolve("data"), roomy)) {
      // What is there once, such as buffers of the log, is not what grows with the data.
      store.put(count, CHUNK, BATCH);
      long before = Memory.bytes();
      StoreFacts factsBefore = store.facts();
      Meter meter = Meter.start("");
      putAll(store, count, BATCH);
      Meter.Spent spent = meter.stop();
      StoreFacts facts = store.facts();
      long bytes =
          facts.memtableBytes() == StoreFacts.UNKNOWN
              ? Memory.bytes() - before
              : facts.memtableBytes() - factsBefore.memtableBytes();
      return result(bytes / (count * (double) recordBytes), count, spent, facts);
    }
  }

  private PhaseResult keyMemory() throws IOException {
    // The first one loads classes.
    openedBytes(folder.resolveSibling("empty"));
    long empty = openedBytes(folder.resolveSibling("empty"));
    long loaded = openedBytes(folder);
    try (EngineStore store = open(folder, order.settings())) {
      Meter.Spent spent = Meter.start("").stop();
      StoreFacts facts = store.facts();
      double bytes =
          facts.readerBytes() == StoreFacts.UNKNOWN ? loaded - empty : facts.readerBytes();
      return result(bytes / records, records, spent, facts);
    }
  }

  private long openedBytes(Path path) throws IOException {
    long before = Memory.bytes();
    try (EngineStore store = open(path, order.settings())) {
      long bytes = Memory.bytes() - before;
      // It has to be there until its memory was measured.
      return store.facts().tables() < 0 ? 0 : bytes;
    }
  }

  private PhaseResult group() throws IOException {
    StoreSettings settings = order.settings().withLog(StoreSettings.Log.GROUP).withCounting();
    long count = Math.min(records, GROUPED_MAX);
    try (EngineStore store = open(folder.resolve("data"), settings)) {
      store.putInFlight(count, Math.min(count, GROUPED_WARM), IN_FLIGHT);
      long syncs = store.facts().logSyncs();
      Meter meter = Meter.start(order.profile());
      store.putInFlight(0, count, IN_FLIGHT);
      Meter.Spent spent = meter.stop();
      StoreFacts facts = store.facts();
      store.get(RecordChooser.present(count, SEED), CHUNK, true);
      return result((double) count / (facts.logSyncs() - syncs), count, spent, facts);
    }
  }

  private PhaseResult replay() throws IOException {
    StoreSettings roomy =
        order.settings().withMemtableBytes(2 * records * (recordBytes + OVERHEAD_BYTES_MAX));
    Path path = folder.resolve("data");
    try (EngineStore store = open(path, roomy)) {
      putAll(store, records, BATCH);
    }
    do {
      open(path, roomy).close();
    } while (Meter.cpuSeconds() < order.warmupCpuSeconds());
    double cpuSeconds = 0;
    double seconds = 0;
    Map<String, Double> threads = new TreeMap<>();
    for (int i = 0; i < REPLAYS; i++) {
      Meter meter = Meter.start(i == 0 ? order.profile() : "");
      EngineStore store = open(path, roomy);
      Meter.Spent spent = meter.stop();
      cpuSeconds += spent.cpuSeconds();
      seconds += spent.seconds();
      spent.cpuByThread().forEach((name, more) -> threads.merge(name, more, Double::sum));
      store.get(RecordChooser.present(records, SEED), CHUNK, true);
      store.close();
    }
    double megabytes = REPLAYS * megabytes(records);
    return new PhaseResult(megabytes / cpuSeconds, records, cpuSeconds, seconds, threads, null);
  }

  private static PhaseResult result(
      double figure, long operations, Meter.Spent spent, StoreFacts facts) {
    return new PhaseResult(
        figure, operations, spent.cpuSeconds(), spent.seconds(), spent.cpuByThread(), facts);
  }
}

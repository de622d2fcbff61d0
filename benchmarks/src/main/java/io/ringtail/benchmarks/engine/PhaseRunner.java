// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.EngineRecords;
import io.ringtail.benchmarks.engine.store.EngineStore;
import io.ringtail.benchmarks.engine.store.StoreSettings;
import io.ringtail.benchmarks.process.ChildJvm;
import io.ringtail.benchmarks.process.JvmCommand;
import io.ringtail.benchmarks.process.TemporaryFolder;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Starts a child JVM for a phase and an engine, shows how far it is, and takes its result; fills
 * the folder that reading phases share before the first of them. Confined to the caller's thread.
 */
final class PhaseRunner {
  /** Longer than any phase: 30 million records take minutes to load and to merge. */
  private static final Duration PHASE_MAX = Duration.ofHours(2);

  private static final long MEBIBYTE = 1 << 20;

  /** A block takes less than this for each record beside the record's own bytes. */
  private static final long CACHED_OVERHEAD_BYTES_MAX = 64;

  private static final long CACHE_BYTES_MIN = 64 * MEBIBYTE;

  /** Heap beside what finds cached blocks, memtables and a replayed log. */
  private static final long HEAP_BYTES_MIN = 512 * MEBIBYTE;

  private static final int HEAP_TO_MEMTABLE = 8;

  /** Cached blocks are off the heap, and what finds them takes less than this part of them. */
  private static final int CACHE_TO_HEAP = 8;

  private static final long REPLAYED_BYTES_MAX = 400;

  private final EnginePlan plan;
  private final long records;
  private final Terminal terminal;
  private final Path folder;
  private final StoreSettings settings;
  private final Set<EngineStore.Kind> loaded = EnumSet.noneOf(EngineStore.Kind.class);

  PhaseRunner(EnginePlan plan, long records, Terminal terminal, Path folder) {
    this.plan = plan;
    this.records = records;
    this.terminal = terminal;
    this.folder = folder;
    int recordBytes = new EngineRecords(plan.valueBytes()).recordBytes();
    long all = records * (recordBytes + CACHED_OVERHEAD_BYTES_MAX);
    this.settings =
        new StoreSettings(
            plan.valueBytes(),
            plan.memtableBytes(),
            plan.cacheBytes() > 0 ? plan.cacheBytes() : Math.max(CACHE_BYTES_MIN, all),
            plan.filterBits(),
            StoreSettings.Compaction.TIERED,
            StoreSettings.Log.UNSYNCED,
            false);
  }

  /** Runs a phase; {@link Phase#LOAD} leaves its folder to the others. */
  PhaseResult run(EngineStore.Kind engine, Phase phase, int number)
      throws IOException, InterruptedException, TimeoutException {
    Path own = folder.resolve(engine + "-" + phase + "-" + number);
    Path shared = folder.resolve(engine + "-loaded");
    if (phase == Phase.LOAD || (phase.usesLoaded() && !loaded.contains(engine))) {
      PhaseResult result = child(engine, Phase.LOAD, number, shared);
      loaded.add(engine);
      if (phase == Phase.LOAD) {
        return result;
      }
    }
    if (phase.usesLoaded()) {
      return child(engine, phase, number, shared);
    }
    try (TemporaryFolder fresh = TemporaryFolder.in(folder, own.getFileName().toString())) {
      return child(engine, phase, number, fresh.path());
    }
  }

  private PhaseResult child(EngineStore.Kind engine, Phase phase, int number, Path data)
      throws IOException, InterruptedException, TimeoutException {
    Files.createDirectories(data);
    String name = engine.title() + "-" + phase.title() + "-" + number;
    PhaseOrder order =
        new PhaseOrder(
            engine,
            phase,
            data.toString(),
            records,
            settings,
            plan.warmupCpuSeconds(),
            plan.cpuSeconds(),
            profile(name));
    JvmCommand command =
        new JvmCommand(
            name,
            PhaseMain.class.getName(),
            (int) (heapBytes(phase) / MEBIBYTE),
            List.of("-XX:+UseG1GC", "-Xshare:auto", Memory.flagFor(phase)),
            List.of(JsonFile.line(order)));
    String title = phase.title() + ", " + engine.title() + ", " + number + " of " + plan.pairs();
    try (ChildJvm child = ChildJvm.start(command, folder);
        Progress progress = new Progress(terminal, title, 100, "%")) {
      child.awaitOutput(output -> look(output, progress), PHASE_MAX);
      PhaseResult result = result(child.output());
      child.awaitEnd(PHASE_MAX);
      return result;
    }
  }

  private String profile(String name) throws IOException {
    Path profiles = plan.profiles();
    if (profiles == null) {
      return "";
    }
    Files.createDirectories(profiles);
    return profiles.toAbsolutePath().resolve(name + ".jfr").toString();
  }

  /** The same for both engines, though one of them keeps its data elsewhere. */
  private long heapBytes(Phase phase) {
    long bytes =
        HEAP_BYTES_MIN
            + settings.cacheBytes() / CACHE_TO_HEAP
            + HEAP_TO_MEMTABLE * settings.memtableBytes();
    return phase == Phase.REPLAY ? bytes + records * REPLAYED_BYTES_MAX : bytes;
  }

  /** Shows the newest progress; true when the result is there. */
  private static boolean look(String output, Progress progress) {
    int line = output.lastIndexOf(PhaseMain.PROGRESS);
    int end = line < 0 ? -1 : output.indexOf('\n', line);
    if (end > 0) {
      String[] words = output.substring(line, end).split(" ", -1);
      progress.at(100 * Long.parseLong(words[1]) / Math.max(1, Long.parseLong(words[2])));
    }
    int result = output.indexOf(PhaseMain.RESULT);
    return result >= 0 && output.indexOf('\n', result) > 0;
  }

  static PhaseResult result(String output) throws IOException {
    int start = output.indexOf(PhaseMain.RESULT) + PhaseMain.RESULT.length();
    return JsonFile.read(output.substring(start, output.indexOf('\n', start)), PhaseResult.class);
  }
}

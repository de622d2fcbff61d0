// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.engine.EngineBenchmark;
import io.ringtail.benchmarks.engine.EnginePlan;
import io.ringtail.benchmarks.engine.EngineReport;
import io.ringtail.benchmarks.engine.EngineTable;
import io.ringtail.benchmarks.engine.Phase;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the storage engine of one shard, beside RocksDB if asked to. */
@Command(
    name = "engine",
    description =
        "Measure the storage engine of one shard by CPU time, engine by engine in JVMs of their"
            + " own.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class EngineCommand implements Callable<Integer> {
  /** What may stand behind {@code --against}. */
  enum Rival {
    ROCKSDB
  }

  private static final long MEBIBYTE = 1 << 20;

  @Option(names = "--records", description = "Records to load.", defaultValue = "1000000")
  private long records;

  @Option(names = "--value-bytes", description = "Bytes of each value.", defaultValue = "100")
  private int valueBytes;

  @Option(names = "--against", description = "Run this engine in turns: ${COMPLETION-CANDIDATES}.")
  private @Nullable Rival against;

  @Option(
      names = "--only",
      split = ",",
      description = "Only these phases: ${COMPLETION-CANDIDATES}.")
  private List<Phase> only = List.of();

  @Option(names = "--pairs", description = "Runs of each phase and engine.", defaultValue = "3")
  private int pairs;

  @Option(
      names = "--warmup",
      description = "CPU seconds that a JVM runs before it is measured.",
      defaultValue = "15")
  private double warmupSeconds;

  @Option(
      names = "--seconds",
      description = "CPU seconds that gets and scans are measured for.",
      defaultValue = "6")
  private double seconds;

  @Option(
      names = "--memtable-mib",
      description = "Size at which memtables are flushed, in MiB.",
      defaultValue = "16")
  private long memtableMebibytes;

  @Option(
      names = "--cache-mib",
      description = "Block cache in MiB; 0 for room for all records.",
      defaultValue = "0")
  private long cacheMebibytes;

  @Option(
      names = "--filter-bits",
      description = "Bits for each key in RocksDB's filters: as many as Ringtail's have.",
      defaultValue = "9.5")
  private double filterBits;

  @Option(
      names = "--growth",
      split = ",",
      arity = "0..1",
      fallbackValue = "1000000,10000000,30000000",
      description = "Instead of all else, what an operation costs at these numbers of records.")
  private List<Long> growth = List.of();

  @Option(names = "--json", description = "Write the result to this file.")
  private @Nullable Path json;

  @Option(
      names = "--profile",
      description = "Write a flight recording of each measured phase to this folder.")
  private @Nullable Path profiles;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.standard();
    EnginePlan plan =
        new EnginePlan(
            records,
            valueBytes,
            memtableMebibytes * MEBIBYTE,
            cacheMebibytes * MEBIBYTE,
            filterBits,
            pairs,
            warmupSeconds,
            seconds,
            against == Rival.ROCKSDB,
            only,
            growth,
            profiles);
    EngineReport report = new EngineBenchmark(plan, terminal).run();
    terminal.text(EngineTable.of(report));
    if (json != null) {
      JsonFile.write(json, report);
    }
    return 0;
  }
}

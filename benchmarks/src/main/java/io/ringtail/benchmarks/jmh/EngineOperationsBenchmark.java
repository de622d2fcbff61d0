// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.benchmarks.engine.store.EngineStore;
import io.ringtail.benchmarks.engine.store.RecordChooser;
import io.ringtail.benchmarks.engine.store.StoreSettings;
import io.ringtail.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What puts, gets and scans of a whole engine take on the wall, in batches that are large enough
 * for the way to the engine's own thread not to count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineOperationsBenchmark {
  /** Records that are there, and operations of one invocation. */
  private static final int RECORDS = 100_000;

  private static final int OPERATIONS = 1_000;
  private static final int BATCH = 64;
  private static final int VALUE_BYTES = 100;
  private static final long SEED = 1;

  @Param private EngineStore.Kind engine = EngineStore.Kind.RINGTAIL;

  private final RecordChooser present = RecordChooser.present(RECORDS, SEED);
  private final RecordChooser absent = RecordChooser.absent(RECORDS, SEED);

  @SuppressWarnings("NullAway.Init") // made by open()
  private TemporaryFolder folder;

  @SuppressWarnings("NullAway.Init") // made by open()
  private EngineStore store;

  private long next;

  /** Fills an engine, and moves it all to tables. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = TemporaryFolder.create("ringtail-jmh-");
    store =
        engine.open(
            folder.path(),
            new StoreSettings(
                VALUE_BYTES,
                16 << 20,
                64 << 20,
                12,
                StoreSettings.Compaction.TIERED,
                StoreSettings.Log.UNSYNCED,
                false));
    store.put(0, RECORDS, BATCH);
    store.flush();
    store.settle();
    next = RECORDS;
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    store.close();
    folder.close();
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void put() {
    store.put(next, OPERATIONS, 1);
    next += OPERATIONS;
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void putBatch() {
    store.put(next, OPERATIONS, BATCH);
    next += OPERATIONS;
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void getHit() {
    store.get(present, OPERATIONS, true);
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void getMiss() {
    store.get(absent, OPERATIONS, false);
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long scan() {
    return store.scan();
  }
}

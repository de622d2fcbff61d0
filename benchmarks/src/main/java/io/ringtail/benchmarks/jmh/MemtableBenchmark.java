// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Structures that a memtable could be, on the same records: each invocation fills one, overwrites
 * all of it, gets everything in another order than it came, and walks over it, once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 4)
@Measurement(iterations = 6)
public class MemtableBenchmark {
  /** What the thread itself took, which neighbours on the machine disturb less than the wall. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Cpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Nanoseconds of CPU for each record. */
    public long cpuNanos;

    void begin() {
      cpuNanos = -THREADS.getCurrentThreadCpuTime();
    }

    void end() {
      cpuNanos = (cpuNanos + THREADS.getCurrentThreadCpuTime()) / RECORDS;
    }
  }

  private static final int RECORDS = 500_000;

  /**
   * A prime that does not divide the number of records: its multiples are all, in another order.
   */
  private static final int STRIDE = 1_000_003;

  @Param private MemtableStructure.Kind structure = MemtableStructure.Kind.TOKEN_INDEX;

  private final Mutation[] first = new Mutation[RECORDS];
  private final Mutation[] second = new Mutation[RECORDS];
  private MemtableStructure empty = structure.create();
  private MemtableStructure full = structure.create();

  /** Makes the records. */
  @Setup(Level.Trial)
  public void makeRecords() {
    for (int i = 0; i < RECORDS; i++) {
      first[i] = MemtableRecords.write(i, 1_000);
      second[i] = MemtableRecords.write(i, 2_000);
    }
  }

  /** Makes a structure without records, and one with all. */
  @Setup(Level.Iteration)
  public void fill() {
    empty = structure.create();
    full = structure.create();
    for (Mutation mutation : first) {
      full.put(Token.hash(mutation.key()), mutation);
    }
  }

  /** Lets go of them. */
  @TearDown(Level.Iteration)
  public void letGo() {
    empty.close();
    full.close();
  }

  /** Partitions that are new. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public MemtableStructure put(Cpu cpu) {
    cpu.begin();
    for (Mutation mutation : first) {
      empty.put(Token.hash(mutation.key()), mutation);
    }
    cpu.end();
    return empty;
  }

  /** Partitions that are there. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public MemtableStructure overwrite(Cpu cpu) {
    cpu.begin();
    for (Mutation mutation : second) {
      full.put(Token.hash(mutation.key()), mutation);
    }
    cpu.end();
    return full;
  }

  /** Each partition once. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long get(Cpu cpu) {
    cpu.begin();
    long sum = 0;
    int at = 0;
    for (int i = 0; i < RECORDS; i++) {
      byte[] key = first[at].key();
      byte @Nullable [] content = full.get(Token.hash(key), key);
      sum += content == null ? 0 : content.length;
      at = (at + STRIDE) % RECORDS;
    }
    cpu.end();
    if (sum == 0) {
      throw new IllegalStateException("nothing was found");
    }
    return sum;
  }

  /** All partitions in order. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long scan(Cpu cpu) {
    cpu.begin();
    long sum = full.scan();
    cpu.end();
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Prints what an entry takes in each structure, on the heap after a full collection and off it, and
 * the CPU time of each operation: the structures take turns, so that a busy machine is as hard on
 * one as on another. {@link MemtableBenchmark} measures the times with more care, and for longer.
 */
public final class MemtableComparison {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A prime: its multiples are all records in another order, unless it divides their number. */
  private static final int STRIDE = 7_919;

  private final int records;

  private MemtableComparison(int records) {
    this.records = records;
  }

  /** Compares them with a number of records, in a number of rounds. */
  public static void main(String[] arguments) {
    MemtableComparison comparison = new MemtableComparison(Integer.parseInt(arguments[0]));
    int rounds = Integer.parseInt(arguments[1]);
    for (int round = 1; round <= rounds; round++) {
      for (MemtableStructure.Kind kind : MemtableStructure.Kind.values()) {
        comparison.measure(kind, round);
      }
    }
  }

  private void measure(MemtableStructure.Kind kind, int round) {
    long heapBefore = heapBytes();
    MemtableStructure structure = kind.create();
    long put = put(structure, 1_000);
    double bytes = (double) (heapBytes() - heapBefore + structure.bytesOffHeap()) / records;
    long overwrite = put(structure, 2_000);
    long get = get(structure);
    long scanFrom = THREADS.getCurrentThreadCpuTime();
    long sum = structure.scan();
    long scan = THREADS.getCurrentThreadCpuTime() - scanFrom;
    System.out.printf(
        "round %d %-14s %6.1f bytes (%.2f); CPU ns: put %5d, overwrite %5d, get %5d, scan %4d; %x%n",
        round,
        kind,
        bytes,
        bytes / MemtableRecords.PAYLOAD_BYTES,
        put / records,
        overwrite / records,
        get / records,
        scan / records,
        sum);
    structure.close();
  }

  /** CPU time of the puts alone, without that of making what is put. */
  private long put(MemtableStructure structure, long timestamp) {
    Mutation[] batch = new Mutation[1_000];
    long nanos = 0;
    for (int from = 0; from < records; from += batch.length) {
      for (int i = 0; i < batch.length; i++) {
        batch[i] = MemtableRecords.write((from + i) % records, timestamp);
      }
      long begun = THREADS.getCurrentThreadCpuTime();
      for (Mutation mutation : batch) {
        structure.put(Token.hash(mutation.key()), mutation);
      }
      nanos += THREADS.getCurrentThreadCpuTime() - begun;
    }
    return nanos;
  }

  private long get(MemtableStructure structure) {
    byte[][] keys = new byte[records][];
    for (int i = 0, at = 0; i < records; i++, at = (at + STRIDE) % records) {
      keys[i] = MemtableRecords.key(at);
    }
    long begun = THREADS.getCurrentThreadCpuTime();
    for (byte[] key : keys) {
      byte[] content = structure.get(Token.hash(key), key);
      if (content == null) {
        throw new IllegalStateException("a record is not there");
      }
    }
    return THREADS.getCurrentThreadCpuTime() - begun;
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

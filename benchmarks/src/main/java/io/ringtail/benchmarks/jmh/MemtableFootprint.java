// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.lang.management.ManagementFactory;

/** Prints what an entry takes in each structure, on the heap after a full collection and off it. */
public final class MemtableFootprint {
  private static final int RECORDS = 1_000_000;

  private MemtableFootprint() {}

  /** Fills the structures one after the other. */
  public static void main(String[] arguments) {
    for (MemtableStructure.Kind kind : MemtableStructure.Kind.values()) {
      long before = heapBytes();
      MemtableStructure structure = kind.create();
      for (int i = 0; i < RECORDS; i++) {
        Mutation mutation = MemtableRecords.write(i, 1_000);
        structure.put(Token.hash(mutation.key()), mutation);
      }
      double bytes = (double) (heapBytes() - before + structure.bytesOffHeap()) / RECORDS;
      System.out.printf(
          "%-14s %6.1f bytes for each entry, %.2f of the payload%n",
          kind,
          bytes,
          bytes / MemtableRecords.PAYLOAD_BYTES);
      structure.close();
    }
  }

  private static long heapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

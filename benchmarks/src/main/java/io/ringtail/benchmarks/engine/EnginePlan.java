// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine benchmark is to do. Immutable.
 *
 * @param cacheBytes for blocks; 0 for as much as holds all records
 * @param filterBits of filters, for each key
 * @param pairs times that each phase runs with each engine, in turns
 * @param cpuSeconds CPU time that a phase without an end of its own is measured for
 * @param rocks whether RocksDB runs beside Ringtail
 * @param only phases to run; all of them where it is empty
 * @param growth numbers of records at which the cost of an operation is compared; none for not at
 *     all
 * @param profiles folder for a flight recording of each phase; null for none
 */
public record EnginePlan(
    long records,
    int valueBytes,
    long memtableBytes,
    long cacheBytes,
    double filterBits,
    int pairs,
    double warmupCpuSeconds,
    double cpuSeconds,
    boolean rocks,
    List<Phase> only,
    List<Long> growth,
    @Nullable Path profiles) {

  public EnginePlan {
    only = List.copyOf(only);
    growth = List.copyOf(growth);
    if (records < 1 || pairs < 1 || cpuSeconds <= 0 || memtableBytes < 1) {
      throw new IllegalArgumentException(
          "records, pairs, seconds and the memtable's size must be above 0, not "
              + records
              + ", "
              + pairs
              + ", "
              + cpuSeconds
              + " and "
              + memtableBytes);
    }
  }

  /** Whether a phase is among those to run. */
  boolean includes(Phase phase) {
    return only.isEmpty() || only.contains(phase);
  }
}

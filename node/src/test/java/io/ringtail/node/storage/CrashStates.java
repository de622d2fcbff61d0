// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.disk.MemoryDisk.Remains;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Timestamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Goes through what crashes may leave of a storage's disk between any two changes of it, and opens
 * a storage on each: everything acknowledged must be there, nothing that never was, and it must be
 * able to go on.
 */
final class CrashStates {
  /** Of each moment, beside those that are certain; many of them are the same. */
  private static final int RANDOM_STATES = 40;

  private final long seed;
  private final CrashTrace trace;
  private final Set<Long> known = new HashSet<>();
  private long states;
  private long moments;

  CrashStates(long seed, int every) {
    this.seed = seed;
    this.trace = new CrashTrace(seed, every);
  }

  /** How many different states were opened. */
  long states() {
    return states;
  }

  long moments() {
    return moments;
  }

  long changes() {
    return trace.changes();
  }

  /** Does one operation of the trace, and tries all crashes in it. */
  void operation() {
    trace.operation(this::check);
  }

  private void check() {
    for (CrashTrace.Moment moment : trace.moments()) {
      moments++;
      trace.model().acknowledge(moment.committed());
      Random random = new Random(seed * 1_000_003 + moment.number());
      for (Remains remains : Remains.values()) {
        int times = remains == Remains.ANYTHING ? RANDOM_STATES : 1;
        for (int time = 0; time < times; time++) {
          MemoryDisk left = moment.disk().copy();
          left.crash(remains, random);
          if (known.add(31 * left.fingerprint() + moment.committed())) {
            states++;
            check(moment, remains, left, random);
          }
        }
      }
    }
  }

  private void check(CrashTrace.Moment moment, Remains remains, MemoryDisk left, Random random) {
    try {
      String problem = problem(left, random);
      if (problem != null) {
        throw new AssertionError(problem);
      }
    } catch (StorageException | AssertionError wrong) {
      throw new AssertionError(
          "-Dringtail.seed=%d, change %d, with %s left: %s"
              .formatted(seed, moment.number(), remains, wrong.getMessage()),
          wrong);
    }
  }

  private String problem(MemoryDisk left, Random random) {
    StorageHarness first = open(left, random);
    Map<PrefixModel.Key, PartitionData> found = trace.readAll(first);
    String problem = trace.model().problem(found, trace.nowMillis());
    if (problem != null) {
      return problem;
    }
    PartitionData more = more();
    WriteOutcome outcome = first.write(trace.table(), RandomData.key(CrashTrace.KEYS), more);
    if (!(outcome instanceof WriteOutcome.Written written)) {
      return "a write is refused: " + outcome;
    }
    first.storage.commitTurn();
    while (first.committed < written.position() && first.threads.step(first.random)) {
      // Whatever comes, in any order.
    }
    if (first.committed < written.position() || !first.failures.isEmpty()) {
      return "a write is not committed: " + first.failures;
    }
    Map<PrefixModel.Key, PartitionData> expected = new HashMap<>(found);
    expected.put(new PrefixModel.Key(trace.table(), CrashTrace.KEYS), more);
    first.threads.crash();
    left.crash(random);
    StorageHarness second = open(left, random);
    PrefixModel again = new PrefixModel();
    again.restart(expected);
    problem = again.problem(trace.readAll(second), trace.nowMillis());
    return problem == null ? null : "after a second crash: " + problem;
  }

  private StorageHarness open(MemoryDisk disk, Random random) {
    StorageHarness opened = new StorageHarness(disk, random.nextLong(), CrashTrace.OPTIONS);
    opened.nowMillis = trace.nowMillis();
    trace.useOptions(opened);
    if (opened.storage.isSuspect(0, 0)) {
      throw new AssertionError("something is suspect");
    }
    return opened;
  }

  private PartitionData more() {
    Version version = new Version(Timestamp.ofMillis(trace.nowMillis()), 1, 0);
    Cell cell = new Cell(1, version, new byte[] {1}, Expiry.NEVER);
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
  }
}

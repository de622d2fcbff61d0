// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Decides what a load does next. Thread-safe. */
public interface OperationSource {
  /** There is nothing left to do. */
  long END = Long.MIN_VALUE;

  /** The next record to read, or {@link #write} of the record to write, or {@link #END}. */
  long next(RandomGenerator random);

  /** The code that stands for a write of a record. */
  static long write(long record) {
    return ~record;
  }

  /** Whether a code stands for a write. */
  static boolean isWrite(long operation) {
    return operation < 0;
  }

  /** The record that a code speaks of. */
  static int record(long operation) {
    return Math.toIntExact(isWrite(operation) ? ~operation : operation);
  }

  /** Writes each record once, in order. */
  static OperationSource loadAll(long records) {
    AtomicLong next = new AtomicLong();
    return random -> {
      long record = next.getAndIncrement();
      return record < records ? write(record) : END;
    };
  }

  /** Reads and writes for ever, with a share of writes from 0 to 1. */
  static OperationSource mixed(Chooser chooser, double writeShare) {
    return random -> {
      long record = chooser.next(random);
      return random.nextDouble() < writeShare ? write(record) : record;
    };
  }
}

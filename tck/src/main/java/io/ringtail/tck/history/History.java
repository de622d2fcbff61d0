// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The operations of a run in the order of their invocation; only ever added to. Each invocation
 * returns the handle by which its end is recorded. Values are numbers that are written to one key
 * only once. Confined to one thread.
 */
public final class History {
  private final LongSupplier nanos;
  private final List<Operation> operations = new ArrayList<>();
  private int events;

  /**
   * @param nanos the run's time; it may stand still between two events
   */
  public History(LongSupplier nanos) {
    this.nanos = nanos;
  }

  public Operation read(int process, long key) {
    return add(process, Function.READ, key, Operation.NONE);
  }

  public Operation write(int process, long key, long value) {
    return add(process, Function.WRITE, key, written(value));
  }

  public Operation delete(int process, long key) {
    return add(process, Function.DELETE, key, Operation.NONE);
  }

  public Operation compareAndSet(int process, long key, long expected, long value) {
    return add(
        new Operation(this, process, Function.COMPARE_AND_SET, key, written(value), expected));
  }

  /** Deletes a register if it has the value that is expected. */
  public Operation compareAndDelete(int process, long key, long expected) {
    return add(
        new Operation(
            this, process, Function.COMPARE_AND_SET, key, Operation.NONE, written(expected)));
  }

  public Operation increment(int process, long key) {
    return add(process, Function.INCREMENT, key, Operation.NONE);
  }

  public Operation append(int process, long key, long element) {
    return add(process, Function.APPEND, key, written(element));
  }

  public Operation readList(int process, long key) {
    return add(process, Function.READ_LIST, key, Operation.NONE);
  }

  public Operation addElement(int process, long key, long element) {
    return add(process, Function.ADD, key, written(element));
  }

  public Operation removeElement(int process, long key, long element) {
    return add(process, Function.REMOVE, key, written(element));
  }

  public Operation readSet(int process, long key) {
    return add(process, Function.READ_SET, key, Operation.NONE);
  }

  public Operation writeRow(int process, long key, long value) {
    return add(process, Function.WRITE_ROW, key, written(value));
  }

  public Operation readRow(int process, long key) {
    return add(process, Function.READ_ROW, key, Operation.NONE);
  }

  public Operation transaction(int process, List<Access> accesses) {
    return add(new Operation(this, process, List.copyOf(accesses)));
  }

  private Operation add(int process, Function function, long key, long value) {
    return add(new Operation(this, process, function, key, value, Operation.NONE));
  }

  private Operation add(Operation operation) {
    operations.add(operation);
    return operation;
  }

  private static long written(long value) {
    if (value == Operation.NONE) {
      throw new IllegalArgumentException("not a value that can be written: " + value);
    }
    return value;
  }

  /** All operations so far, in the order of their invocation: a view. */
  public List<Operation> operations() {
    return Collections.unmodifiableList(operations);
  }

  public int size() {
    return operations.size();
  }

  /** Invocations and completions so far. */
  int eventCount() {
    return events;
  }

  int nextIndex() {
    return events++;
  }

  long nanos() {
    return nanos.getAsLong();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.Arrays;
import java.util.List;

/**
 * One operation of a client, from its invocation to what the client was told, and the handle by
 * which the client says so. Invocations and completions of a history are numbered together in the
 * order in which they happened: {@code a} came before {@code b} if its completion has a smaller
 * number than {@code b}'s invocation, however coarse the clock. Confined to the thread of its
 * history.
 */
public final class Operation {
  /** No value: a register that is not there, an argument that is none. */
  public static final long NONE = Long.MIN_VALUE;

  /** The number of the completion of what never ended: after everything. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final long[] NO_ELEMENTS = {};

  private final History history;
  private final int id;
  private final int process;
  private final Function function;
  private final long key;
  private final long expected;
  private final int invokedIndex;
  private final long invokedNanos;

  /** The argument; of a read, what it returned. */
  private long value;

  private long[] elements = NO_ELEMENTS;
  private List<Access> accesses = List.of();
  private long timestampLowMillis = Long.MIN_VALUE;
  private long timestampHighMillis = Long.MAX_VALUE;
  private long followedValue = NONE;
  private boolean applied = true;
  private Outcome outcome = Outcome.UNKNOWN;
  private int completedIndex = NEVER;
  private long completedNanos = Long.MAX_VALUE;

  Operation(History history, int process, Function function, long key, long value, long expected) {
    this.history = history;
    this.process = process;
    this.function = function;
    this.key = key;
    this.value = value;
    this.expected = expected;
    id = history.size();
    invokedIndex = history.nextIndex();
    invokedNanos = history.nanos();
  }

  Operation(History history, int process, List<Access> accesses) {
    this(history, process, Function.TRANSACTION, NONE, NONE, NONE);
    this.accesses = accesses;
  }

  /** It took effect. */
  public void ok() {
    complete(Outcome.OK);
  }

  /** A read of a register returned a value, or {@link #NONE}. */
  public void ok(long found) {
    value = found;
    complete(Outcome.OK);
  }

  /** A read of a list, set or row returned these elements or columns. */
  public void ok(long[] found) {
    elements = found;
    complete(Outcome.OK);
  }

  /** A conditional write was decided: it found what it expected, or did not and changed nothing. */
  public void ok(boolean conditionHeld) {
    applied = conditionHeld;
    complete(Outcome.OK);
  }

  /** A transaction took effect, and its reads returned what these accesses say. */
  public void ok(List<Access> answered) {
    if (answered.size() != accesses.size()) {
      throw new IllegalArgumentException(answered.size() + " answers to " + accesses.size());
    }
    accesses = List.copyOf(answered);
    complete(Outcome.OK);
  }

  /** It had no effect, and never will. */
  public void failed() {
    complete(Outcome.FAILED);
  }

  /** It ended in doubt. What never ends needs no call. */
  public void unknown() {
    complete(Outcome.UNKNOWN);
  }

  /** Says between which moments, both included, the timestamp of this write lies. */
  public Operation timestampBetween(long lowMillis, long highMillis) {
    if (lowMillis > highMillis) {
      throw new IllegalArgumentException(lowMillis + " ms is after " + highMillis + " ms");
    }
    timestampLowMillis = lowMillis;
    timestampHighMillis = highMillis;
    return this;
  }

  /** Says that the session of this write knew the timestamp of the write of a value. */
  public Operation follows(long seen) {
    followedValue = seen;
    return this;
  }

  private void complete(Outcome told) {
    if (completedIndex != NEVER) {
      throw new IllegalStateException("ended twice: " + this);
    }
    outcome = told;
    completedIndex = history.nextIndex();
    completedNanos = history.nanos();
  }

  /** Its place in the order of invocations, from 0. */
  public int id() {
    return id;
  }

  /** The client: one session, or whatever else has a clock of its own. */
  public int process() {
    return process;
  }

  public Function function() {
    return function;
  }

  /** The register, list, set or row; {@link #NONE} for a transaction. */
  public long key() {
    return key;
  }

  /** What a write writes; what a read of a register returned. */
  public long value() {
    return value;
  }

  /** What a conditional write expects to find. */
  public long expected() {
    return expected;
  }

  /** Whether a conditional write that ended well found what it expected. */
  public boolean applied() {
    return applied;
  }

  /** What a read of a list, set or row returned; not to be changed. */
  public long[] elements() {
    return elements;
  }

  /** The value whose write has a lesser timestamp for certain; {@link #NONE} if none is known. */
  public long followedValue() {
    return followedValue;
  }

  /** The steps of a transaction. */
  public List<Access> accesses() {
    return accesses;
  }

  public long timestampLowMillis() {
    return timestampLowMillis;
  }

  public long timestampHighMillis() {
    return timestampHighMillis;
  }

  public Outcome outcome() {
    return outcome;
  }

  public int invokedIndex() {
    return invokedIndex;
  }

  public long invokedNanos() {
    return invokedNanos;
  }

  /** {@link #NEVER} if it did not end. */
  public int completedIndex() {
    return completedIndex;
  }

  public long completedNanos() {
    return completedNanos;
  }

  public boolean isOk() {
    return outcome == Outcome.OK;
  }

  /** It took effect, or may have. */
  public boolean mayHaveTakenEffect() {
    return outcome != Outcome.FAILED;
  }

  /** It ended before the other began. */
  public boolean precedes(Operation other) {
    return completedIndex < other.invokedIndex;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(96);
    text.append('#').append(id).append(" process ").append(process).append(": ");
    text.append(accesses.isEmpty() ? function + " " + key : accesses);
    if (function == Function.COMPARE_AND_SET) {
      text.append(" from ").append(word(expected)).append(" to ").append(word(value));
      text.append(isOk() && !applied ? " (condition did not hold)" : "");
    } else if (elements.length > 0 || (isOk() && function.isRead() && function != Function.READ)) {
      text.append(" = ").append(Arrays.toString(elements));
    } else if (function == Function.READ) {
      text.append(isOk() ? " = " + word(value) : "");
    } else if (value != NONE) {
      text.append(' ').append(value);
    }
    text.append(", ").append(outcome).append(", ").append(invokedNanos).append(" to ");
    return text.append(completedIndex == NEVER ? "never" : completedNanos + " ns").toString();
  }

  private static Object word(long value) {
    return value == NONE ? "nothing" : value;
  }
}

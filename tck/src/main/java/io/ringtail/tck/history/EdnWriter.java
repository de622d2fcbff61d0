// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history as Jepsen and Elle read it: one map of EDN for each invocation and each
 * completion, in their order. Registers are written in the form of Elle's rw-register (a deletion
 * writes nil), lists in that of list-append; sets and rows in forms of our own of the same shape.
 *
 * <p>A process of Jepsen has one operation at a time and ends with one in doubt. So a process of
 * ours that is busy, or ended in doubt, goes on under a new number; {@code :session} keeps the old
 * one, which others ignore.
 */
public final class EdnWriter {
  private final Consumer<String> lines;
  private final StringBuilder text = new StringBuilder();

  /** Numbers of Jepsen's processes that are free, by our process. */
  private final Map<Integer, Integer> free = new HashMap<>();

  private int[] processes = {};
  private int nextProcess;
  private int index;

  private EdnWriter(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Hands over the history line by line, without ends of lines. */
  public static void write(History history, Consumer<String> lines) {
    new EdnWriter(lines).write(history);
  }

  private void write(History history) {
    List<Operation> operations = history.operations();
    @Nullable Operation[] events = new Operation[history.eventCount()];
    for (Operation operation : operations) {
      events[operation.invokedIndex()] = operation;
      if (operation.completedIndex() != Operation.NEVER) {
        events[operation.completedIndex()] = operation;
      }
      nextProcess = Math.max(nextProcess, operation.process() + 1);
    }
    for (Operation operation : operations) {
      free.put(operation.process(), operation.process());
    }
    processes = new int[operations.size()];
    for (int at = 0; at < events.length; at++) {
      @Nullable Operation operation = events[at];
      if (operation != null) {
        event(operation, at == operation.invokedIndex());
      }
    }
  }

  private void event(Operation operation, boolean invocation) {
    int process = process(operation, invocation);
    text.setLength(0);
    text.append("{:index ").append(index++);
    text.append(", :type ").append(invocation ? ":invoke" : type(operation));
    text.append(", :process ").append(process);
    text.append(", :f :txn, :value ");
    value(operation, invocation);
    text.append(", :time ");
    text.append(invocation ? operation.invokedNanos() : operation.completedNanos());
    if (process != operation.process()) {
      text.append(", :session ").append(operation.process());
    }
    if (invocation && operation.timestampLowMillis() != Long.MIN_VALUE) {
      text.append(", :timestamp [").append(operation.timestampLowMillis());
      text.append(' ').append(operation.timestampHighMillis()).append(']');
    }
    if (!invocation && !operation.applied()) {
      text.append(", :applied false");
    }
    lines.accept(text.append('}').toString());
  }

  private int process(Operation operation, boolean invocation) {
    if (invocation) {
      Integer idle = free.remove(operation.process());
      processes[operation.id()] = idle == null ? nextProcess++ : idle;
    } else if (operation.outcome() != Outcome.UNKNOWN) {
      free.put(operation.process(), processes[operation.id()]);
    }
    return processes[operation.id()];
  }

  private static String type(Operation operation) {
    return switch (operation.outcome()) {
      // To Jepsen, a conditional write that changed nothing has failed.
      case OK -> operation.applied() ? ":ok" : ":fail";
      case FAILED -> ":fail";
      case UNKNOWN -> ":info";
    };
  }

  private void value(Operation operation, boolean invocation) {
    boolean answered = !invocation && operation.isOk();
    text.append('[');
    if (operation.function() == Function.TRANSACTION) {
      List<Access> accesses = operation.accesses();
      for (int at = 0; at < accesses.size(); at++) {
        text.append(at == 0 ? "" : " ");
        access(accesses.get(at), answered);
      }
    } else {
      step(operation, answered);
    }
    text.append(']');
  }

  private void access(Access access, boolean answered) {
    if (access.isAppend()) {
      text.append("[:append ").append(access.key()).append(' ').append(access.element());
    } else {
      text.append("[:r ").append(access.key()).append(' ');
      long @Nullable [] list = access.list();
      text.append(answered && list != null ? vector(list) : "nil");
    }
    text.append(']');
  }

  private void step(Operation operation, boolean answered) {
    String name =
        switch (operation.function()) {
          case READ, READ_LIST, READ_SET -> ":r";
          case WRITE, DELETE -> ":w";
          case COMPARE_AND_SET -> ":cas";
          case INCREMENT -> ":inc";
          case APPEND -> ":append";
          case ADD -> ":add";
          case REMOVE -> ":remove";
          case WRITE_ROW -> ":w-row";
          case READ_ROW -> ":r-row";
          case TRANSACTION -> throw new IllegalArgumentException("not a step: " + operation);
        };
    text.append('[').append(name).append(' ').append(operation.key()).append(' ');
    switch (operation.function()) {
      case READ, INCREMENT -> text.append(answered ? number(operation.value()) : "nil");
      case READ_LIST, READ_ROW -> text.append(answered ? vector(operation.elements()) : "nil");
      case READ_SET -> text.append(answered ? "#{" + elements(operation.elements()) + "}" : "nil");
      case COMPARE_AND_SET -> text.append(vector(operation.expected(), operation.value()));
      case WRITE, DELETE, APPEND, ADD, REMOVE, WRITE_ROW, TRANSACTION ->
          text.append(number(operation.value()));
    }
    text.append(']');
  }

  private static String vector(long... numbers) {
    return "[" + elements(numbers) + "]";
  }

  private static String elements(long... numbers) {
    StringBuilder joined = new StringBuilder();
    Arrays.stream(numbers)
        .forEach(number -> joined.append(joined.isEmpty() ? "" : " ").append(number(number)));
    return joined.toString();
  }

  private static String number(long value) {
    return value == Operation.NONE ? "nil" : Long.toString(value);
  }
}

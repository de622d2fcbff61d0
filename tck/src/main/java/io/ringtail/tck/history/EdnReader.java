// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link EdnWriter} wrote: one map a line, each completion after its invocation. Whether
 * a read asked for a register, a list or a set is told by its answer; a read without one counts as
 * one of a register.
 */
public final class EdnReader {
  private final Map<Long, Map<String, Object>> open = new HashMap<>();
  private final Map<Long, Integer> places = new HashMap<>();
  private final List<Map<String, Object>> events = new ArrayList<>();

  /** For each invocation, the index of its completion among the events; -1 if it has none. */
  private final List<Integer> partners = new ArrayList<>();

  private long nowNanos;

  private EdnReader() {}

  /**
   * Reads a history; empty lines are skipped.
   *
   * @throws IllegalArgumentException with the line's number, for what is no history
   */
  public static History read(Iterator<String> lines) {
    EdnReader reader = new EdnReader();
    for (int number = 1; lines.hasNext(); number++) {
      String line = lines.next();
      try {
        if (!line.isBlank()) {
          reader.event(line);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return reader.replay();
  }

  private void event(String line) {
    if (!(EdnText.parse(line) instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("expected a map, found " + line);
    }
    @SuppressWarnings("unchecked") // EdnText makes no other maps.
    Map<String, Object> event = (Map<String, Object>) map;
    long process = number(event, ":process");
    int at = events.size();
    if (":invoke".equals(event.get(":type"))) {
      if (open.putIfAbsent(process, event) != null) {
        throw new IllegalArgumentException("process " + process + " is busy");
      }
      places.put(process, at);
    } else {
      Integer invocation = places.remove(process);
      if (invocation == null || open.remove(process) == null) {
        throw new IllegalArgumentException("process " + process + " has begun nothing");
      }
      partners.set(invocation, at);
    }
    steps(event);
    events.add(event);
    partners.add(-1);
  }

  /** Records everything once more, in its order. */
  private History replay() {
    History history = new History(() -> nowNanos);
    Map<Integer, Operation> begun = new HashMap<>();
    for (int at = 0; at < events.size(); at++) {
      Map<String, Object> event = events.get(at);
      nowNanos = number(event, ":time");
      if (":invoke".equals(event.get(":type"))) {
        int partner = partners.get(at);
        Operation operation = invoke(history, event, partner < 0 ? event : events.get(partner));
        if (partner >= 0) {
          begun.put(partner, operation);
        }
      } else {
        Operation operation = begun.remove(at);
        if (operation == null) {
          throw new IllegalStateException("event " + at + " completes nothing");
        }
        complete(operation, event);
      }
    }
    return history;
  }

  private static Operation invoke(
      History history, Map<String, Object> event, Map<String, Object> completion) {
    int process =
        Math.toIntExact(number(event, event.containsKey(":session") ? ":session" : ":process"));
    List<List<?>> steps = steps(event);
    Operation operation;
    if (steps.size() == 1) {
      operation = single(history, process, steps.getFirst(), steps(completion).getFirst().get(2));
    } else {
      operation = history.transaction(process, accesses(event));
    }
    if (event.get(":timestamp") instanceof List<?> interval) {
      operation.timestampBetween(number(interval.get(0)), number(interval.get(1)));
    }
    return operation;
  }

  private static Operation single(History history, int process, List<?> step, Object answer) {
    long key = number(step.get(1));
    Object argument = step.get(2);
    return switch (String.valueOf(step.getFirst())) {
      case ":r" ->
          switch (answer) {
            case List<?> list -> history.readList(process, key);
            case EdnText.Elements set -> history.readSet(process, key);
            default -> history.read(process, key);
          };
      case ":w" ->
          number(argument) == Operation.NONE
              ? history.delete(process, key)
              : history.write(process, key, number(argument));
      case ":cas" -> {
        long[] pair = numbers((List<?>) argument);
        yield pair[1] == Operation.NONE
            ? history.compareAndDelete(process, key, pair[0])
            : history.compareAndSet(process, key, pair[0], pair[1]);
      }
      case ":inc" -> history.increment(process, key);
      case ":append" -> history.append(process, key, number(argument));
      case ":add" -> history.addElement(process, key, number(argument));
      case ":remove" -> history.removeElement(process, key, number(argument));
      case ":w-row" -> history.writeRow(process, key, number(argument));
      case ":r-row" -> history.readRow(process, key);
      default -> throw new IllegalArgumentException("no step is called " + step.getFirst());
    };
  }

  private static void complete(Operation operation, Map<String, Object> event) {
    if (event.containsKey(":applied")) {
      operation.ok(false);
      return;
    }
    switch (String.valueOf(event.get(":type"))) {
      case ":ok" -> answer(operation, event);
      case ":fail" -> operation.failed();
      case ":info" -> operation.unknown();
      default -> throw new IllegalArgumentException("no event is of type " + event.get(":type"));
    }
  }

  private static void answer(Operation operation, Map<String, Object> event) {
    Object found = steps(event).getFirst().get(2);
    switch (operation.function()) {
      case READ, INCREMENT -> operation.ok(number(found));
      case READ_LIST, READ_ROW -> operation.ok(numbers((List<?>) found));
      case READ_SET -> operation.ok(numbers(((EdnText.Elements) found).items()));
      case TRANSACTION -> operation.ok(accesses(event));
      case WRITE, DELETE, COMPARE_AND_SET, APPEND, ADD, REMOVE, WRITE_ROW -> operation.ok();
    }
  }

  private static List<Access> accesses(Map<String, Object> event) {
    List<Access> accesses = new ArrayList<>();
    for (List<?> step : steps(event)) {
      long key = number(step.get(1));
      if (":append".equals(step.getFirst())) {
        accesses.add(Access.append(key, number(step.get(2))));
      } else if (step.get(2) instanceof List<?> list) {
        accesses.add(Access.read(key).answered(numbers(list)));
      } else {
        accesses.add(Access.read(key));
      }
    }
    return accesses;
  }

  /** The steps of an event, each a name, a key and a value. */
  private static List<List<?>> steps(Map<String, Object> event) {
    List<List<?>> steps = new ArrayList<>();
    if (event.get(":value") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof List<?> step && step.size() == 3) {
          steps.add(step);
        }
      }
      if (!steps.isEmpty() && steps.size() == list.size()) {
        return steps;
      }
    }
    throw new IllegalArgumentException("expected steps, found " + event.get(":value"));
  }

  private static long number(Map<String, Object> event, String name) {
    return number(event.get(name));
  }

  private static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("expected a number, found " + value);
  }

  private static long[] numbers(List<?> values) {
    long[] numbers = new long[values.size()];
    for (int at = 0; at < numbers.length; at++) {
      numbers[at] = number(values.get(at));
    }
    return numbers;
  }
}

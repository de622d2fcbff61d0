// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import io.ringtail.tck.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to one element of a set, told as the history of a register. */
final class ElementHistory {

  private record Event(int index, Operation of, boolean present, boolean completion) {}

  private final long element;
  private final List<Event> events = new ArrayList<>();
  private long nowNanos;

  ElementHistory(long element) {
    this.element = element;
  }

  /**
   * @param present whether a read has the element
   */
  void add(Operation operation, boolean present) {
    events.add(new Event(operation.invokedIndex(), operation, present, false));
    if (operation.completedIndex() != Operation.NEVER) {
      events.add(new Event(operation.completedIndex(), operation, present, true));
    }
  }

  /**
   * Records everything in its order.
   *
   * @param originals is filled with the set's operation for each id of the register's
   */
  History replay(Map<Integer, Operation> originals) {
    History history = new History(() -> nowNanos);
    Map<Integer, Operation> open = new HashMap<>();
    events.sort((a, b) -> Integer.compare(a.index(), b.index()));
    for (Event event : events) {
      Operation of = event.of();
      nowNanos = event.completion() ? of.completedNanos() : of.invokedNanos();
      if (event.completion()) {
        complete(open.remove(of.id()), event);
      } else {
        Operation begun = invoke(history, of);
        open.put(of.id(), begun);
        originals.put(begun.id(), of);
      }
    }
    return history;
  }

  private Operation invoke(History history, Operation of) {
    if (of.function() == Function.READ_SET) {
      return history.read(of.process(), element);
    }
    Operation change =
        of.function() == Function.ADD
            ? history.write(of.process(), element, element)
            : history.delete(of.process(), element);
    return change.timestampBetween(of.timestampLowMillis(), of.timestampHighMillis());
  }

  private void complete(@Nullable Operation begun, Event event) {
    if (begun == null) {
      throw new IllegalStateException("ended before it began: " + event.of());
    }
    if (event.of().outcome() == Outcome.UNKNOWN) {
      begun.unknown();
    } else if (!event.of().isOk()) {
      begun.failed();
    } else if (event.of().function() == Function.READ_SET) {
      begun.ok(event.present() ? element : Operation.NONE);
    } else {
      begun.ok();
    }
  }
}

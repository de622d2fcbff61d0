// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what actors do, with what is known of the clocks. Confined to one thread. */
final class Recorder {
  private static final int BROKEN_MAX = 5;

  private final History history;
  private final List<String> broken = new ArrayList<>();

  Recorder(History history) {
    this.history = history;
  }

  /** What was seen to be wrong at once. */
  List<String> broken() {
    return broken;
  }

  void breakPromise(String what) {
    if (broken.size() < BROKEN_MAX) {
      broken.add(what);
    }
  }

  Open read(Actor actor, long key) {
    return new Open(actor, history.read(actor.process(), key), false);
  }

  Open write(Actor actor, long key, long value) {
    return new Open(actor, history.write(actor.process(), key, value), true);
  }

  Open delete(Actor actor, long key) {
    return new Open(actor, history.delete(actor.process(), key), true);
  }

  Open add(Actor actor, long set, long element) {
    return new Open(actor, history.addElement(actor.process(), set, element), true);
  }

  Open remove(Actor actor, long set, long element) {
    return new Open(actor, history.removeElement(actor.process(), set, element), true);
  }

  Open readSet(Actor actor, long set) {
    return new Open(actor, history.readSet(actor.process(), set), false);
  }

  Open append(Actor actor, long list, long element) {
    return new Open(actor, history.append(actor.process(), list, element), true);
  }

  Open readList(Actor actor, long list) {
    return new Open(actor, history.readList(actor.process(), list), false);
  }

  /** An operation that has begun. */
  final class Open {
    private final Actor actor;
    private final Operation operation;

    Open(Actor actor, Operation operation, boolean writes) {
      this.actor = actor;
      this.operation = operation;
      if (writes) {
        long low = actor.stamps().lowMillis(actor.driver());
        operation.timestampBetween(low, Math.max(low, actor.stamps().greatestMillis()));
      }
    }

    /** A write was acknowledged: so its timestamp is none that nodes refuse. */
    void ok() {
      long low = operation.timestampLowMillis();
      long accepted = actor.stamps().acceptedMillis();
      if (low > accepted) {
        breakPromise(
            "nodes took a timestamp %d ms further ahead than their clocks allow: %s"
                .formatted(low - accepted, operation));
      } else {
        operation.timestampBetween(low, Math.min(operation.timestampHighMillis(), accepted));
      }
      operation.ok();
    }

    /** A read returned a value, or null where there is none. */
    void read(@Nullable Long value) {
      operation.ok(value == null ? Operation.NONE : value);
    }

    void readAll(long[] elements) {
      operation.ok(elements);
    }

    void failed(RingtailException error) {
      if (error.mayHaveTakenEffect()) {
        operation.unknown();
      } else {
        operation.failed();
      }
    }
  }
}

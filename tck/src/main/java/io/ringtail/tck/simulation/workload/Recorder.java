// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down what actors do, with what is known of the clocks. Confined to one thread. */
final class Recorder {
  private static final int BROKEN_MAX = 5;

  private final History history;
  private final List<String> broken = new ArrayList<>();

  /** Of each key the value that a session saw last, where its clock must have followed it. */
  private final Map<Place, Long> seen = new HashMap<>();

  /** How far the clocks of all were from each other when a value was written, at most. */
  private final Map<Long, Long> aheadMillis = new HashMap<>();

  /** A key as one session sees it. */
  private record Place(int process, long key) {}

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
    private final long nowMillis;

    Open(Actor actor, Operation operation, boolean writes) {
      this.actor = actor;
      this.operation = operation;
      this.nowMillis = actor.stamps().lowMillis(actor.driver());
      if (writes) {
        long high = Math.max(nowMillis, actor.stamps().greatestMillis());
        operation.timestampBetween(nowMillis, high);
        follow(high);
      }
    }

    /** Says which write this one must follow, and notes what who sees this one has to follow. */
    private void follow(long highMillis) {
      Stamps stamps = actor.stamps();
      Long value = seen.get(new Place(operation.process(), operation.key()));
      if (value != null
          && aheadMillis.getOrDefault(value, Long.MAX_VALUE)
              < stamps.boundMillis() - stamps.mostBehindMillis()) {
        operation.follows(value);
      }
      aheadMillis.put(operation.value(), highMillis - stamps.trueMillis());
    }

    Operation operation() {
      return operation;
    }

    /** What the application's clock told when it began. */
    long nowMillis() {
      return nowMillis;
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
      if (value == null) {
        seen.remove(new Place(operation.process(), operation.key()));
      } else {
        seen.put(new Place(operation.process(), operation.key()), value);
      }
      operation.ok(value == null ? Operation.NONE : value);
      answered();
    }

    void readAll(long[] elements) {
      operation.ok(elements);
      answered();
    }

    /** A read was answered: so its moment is none that nodes refuse. */
    private void answered() {
      long accepted = actor.stamps().acceptedMillis();
      if (nowMillis > accepted) {
        breakPromise(
            "nodes answered a reader %d ms further ahead than their clocks allow: %s"
                .formatted(nowMillis - accepted, operation));
      }
    }

    /** What it saw of this is not known. */
    void unseen() {
      operation.failed();
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

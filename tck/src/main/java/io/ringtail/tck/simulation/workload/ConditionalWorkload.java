// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.LinearizabilityChecker;
import io.ringtail.tck.checker.RegisterModel;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers under conditional and strict plain writes, which are linearizable whatever the clocks
 * say. Confined to the simulation's thread.
 */
final class ConditionalWorkload implements Workload {
  private static final int KEYS = 12;
  private static final TableName NAME = Tables.name("conditionals");

  /** A key as a process saw it last. */
  private record Place(int process, int key) {}

  private final History history;
  private final Map<Place, Long> seen = new HashMap<>();
  private long lastValue;

  ConditionalWorkload(LongSupplier nanos) {
    history = new History(nanos);
  }

  @Override
  public String name() {
    return "conditionals";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(Tables.create(NAME.table(), Tables.partition("k"), Tables.regular("v")));
  }

  private static KeyValueTable<Integer, Long> table(Actor actor) {
    return actor.session().keyValueTable(NAME, Integer.class, Long.class);
  }

  /** Where the keyspace has a home, what only those there decide is in the same order. */
  private static Level serial(Actor actor) {
    boolean hasHome =
        actor
            .session()
            .schema()
            .keyspace(Workloads.KEYSPACE)
            .map(keyspace -> keyspace.home() != null)
            .orElse(false);
    return hasHome && actor.random().nextBoolean() ? Level.LOCAL_SERIAL : Level.SERIAL;
  }

  @Override
  public void act(Actor actor) {
    Level serial = serial(actor);
    RequestOptions options =
        new RequestOptions(
            actor.random().nextInt(4) == 0 ? serial : Level.QUORUM,
            Duration.ofMillis(actor.random().nextInt(4) == 0 ? 300 : 2_000));
    int key = actor.random().nextInt(KEYS);
    switch (actor.random().nextInt(16)) {
      case 0, 1, 2, 3, 4 -> compareAndSet(actor, key, options);
      case 5 -> putIfAbsent(actor, key, options);
      case 6 -> compareAndRemove(actor, key, options);
      case 7, 8 -> put(actor, key, options.withLevel(serial), failed -> {});
      case 9 -> remove(actor, key, options.withLevel(serial));
      default -> get(actor, key, options, failed -> {});
    }
  }

  private void compareAndSet(Actor actor, int key, RequestOptions options) {
    Long expected = seen.get(new Place(actor.process(), key));
    long value = ++lastValue;
    Operation operation =
        history.compareAndSet(
            actor.process(), key, expected == null ? Operation.NONE : expected, value);
    call(
        actor,
        options,
        operation,
        () -> table(actor).compareAndSet(key, expected, value, options),
        (open, held) -> {
          open.ok(held);
          if (held) {
            seen.put(new Place(actor.process(), key), value);
          }
        },
        failed -> {});
  }

  /** A value that was there is what a failed condition tells: it counts as a read of it as well. */
  private void putIfAbsent(Actor actor, int key, RequestOptions options) {
    long value = ++lastValue;
    Operation operation = history.compareAndSet(actor.process(), key, Operation.NONE, value);
    Operation look = history.read(actor.process(), key);
    call(
        actor,
        options,
        operation,
        () -> table(actor).putIfAbsent(key, value, options),
        (open, before) -> {
          open.ok(before == null);
          if (before != null) {
            look.ok(before);
            seen.put(new Place(actor.process(), key), before);
          }
        },
        failed -> {});
  }

  private void compareAndRemove(Actor actor, int key, RequestOptions options) {
    Long expected = seen.get(new Place(actor.process(), key));
    if (expected != null) {
      call(
          actor,
          options,
          history.compareAndDelete(actor.process(), key, expected),
          () -> table(actor).remove(key, expected, options),
          Operation::ok,
          failed -> {});
    }
  }

  private void put(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    long value = ++lastValue;
    call(
        actor,
        options,
        history.write(actor.process(), key, value),
        () -> table(actor).put(key, value, options),
        (open, done) -> open.ok(),
        ended);
  }

  private void remove(Actor actor, int key, RequestOptions options) {
    call(
        actor,
        options,
        history.delete(actor.process(), key),
        () -> table(actor).remove(key, options),
        (open, done) -> open.ok(),
        failed -> {});
  }

  private void get(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    call(
        actor,
        options,
        history.read(actor.process(), key),
        () -> table(actor).get(key, options),
        (open, value) -> {
          open.ok(value == null ? Operation.NONE : value);
          Place place = new Place(actor.process(), key);
          if (value == null) {
            seen.remove(place);
          } else {
            seen.put(place, value);
          }
        },
        ended);
  }

  private static <T extends @Nullable Object> void call(
      Actor actor,
      RequestOptions options,
      Operation operation,
      Supplier<CompletionStage<T>> call,
      BiConsumer<Operation, T> done,
      Consumer<Boolean> ended) {
    Call.begin(
        actor,
        options,
        "a conditional operation",
        call,
        Call.Ended.<T>of(
            result -> {
              done.accept(operation, result);
              ended.accept(false);
            },
            error -> {
              failed(operation, error);
              ended.accept(true);
            }));
  }

  static void failed(Operation operation, RingtailException error) {
    if (error.mayHaveTakenEffect()) {
      operation.unknown();
    } else {
      operation.failed();
    }
  }

  @Override
  public CompletionStage<Integer> readEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int key = 0; key < KEYS; key++) {
      failures.begin();
      get(actor, key, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int key = 0; key < KEYS; key++) {
      int of = key;
      long value = ++lastValue;
      failures.begin();
      call(
          actor,
          options,
          history.write(actor.process(), key, value),
          () -> table(actor).getAndPut(of, value, options),
          (open, before) -> open.ok(),
          failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(
        history, new Recorder(history), new LinearizabilityChecker(new RegisterModel()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.CounterChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counters: each addition of one is made exactly once, and tells the sum. A few keys that all want
 * at the same time. Confined to the simulation's thread.
 */
final class CounterWorkload implements Workload {
  private static final int KEYS = 2;
  private static final TableName NAME = Tables.name("counters");

  private final History history;

  CounterWorkload(LongSupplier nanos) {
    history = new History(nanos);
  }

  @Override
  public String name() {
    return "counters";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(Tables.create(NAME.table(), Tables.partition("k"), Tables.regular("v")));
  }

  private static KeyValueTable<Integer, Long> table(Actor actor) {
    return actor.session().keyValueTable(NAME, Integer.class, Long.class);
  }

  @Override
  public void act(Actor actor) {
    RequestOptions options =
        new RequestOptions(
            Level.QUORUM, Duration.ofMillis(actor.random().nextInt(4) == 0 ? 300 : 2_000));
    int key = actor.random().nextInt(KEYS);
    if (actor.random().nextInt(4) == 0) {
      get(actor, key, options, failed -> {});
    } else {
      // Several at once are decided together.
      for (int i = actor.random().nextInt(3); i >= 0; i--) {
        add(actor, key, options, failed -> {});
      }
    }
  }

  private void add(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    Operation operation = history.increment(actor.process(), key);
    Call.begin(
        actor,
        options,
        "an addition",
        () -> table(actor).add(key, 1L, options),
        Call.Ended.<Long>of(
            sum -> {
              operation.ok(sum.longValue());
              ended.accept(false);
            },
            error -> {
              ConditionalWorkload.failed(operation, error);
              ended.accept(true);
            }));
  }

  private void get(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    Operation operation = history.read(actor.process(), key);
    Call.begin(
        actor,
        options,
        "a look at a counter",
        () -> table(actor).get(key, options),
        Call.Ended.of(
            sum -> {
              operation.ok(sum == null ? 0 : sum.longValue());
              ended.accept(false);
            },
            error -> {
              ConditionalWorkload.failed(operation, error);
              ended.accept(true);
            }));
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
      failures.begin();
      add(actor, key, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, new Recorder(history), new CounterChecker());
  }
}

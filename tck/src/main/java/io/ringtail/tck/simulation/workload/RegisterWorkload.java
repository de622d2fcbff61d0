// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.RegisterChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers: plain writes, deletions and reads of single keys, and of several at once. Every value
 * is written once. Confined to the simulation's thread.
 */
final class RegisterWorkload implements Workload {
  private static final int KEYS = 16;
  private static final int KEYS_AT_ONCE = 3;
  private static final TableName NAME = Tables.name("registers");

  private final History history;
  private final Recorder recorder;
  private long lastValue;

  RegisterWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "registers";
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
            actor.random().nextInt(10) == 0 ? Level.ALL : Level.QUORUM,
            Duration.ofMillis(actor.random().nextInt(4) == 0 ? 300 : 2_000));
    int key = actor.random().nextInt(KEYS);
    switch (actor.random().nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> put(actor, key, options, failed -> {});
      case 8, 9 -> remove(actor, key, options);
      case 10 -> putAll(actor, options);
      case 11 -> getAll(actor, options);
      default -> get(actor, key, options, failed -> {});
    }
  }

  private void put(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    long value = ++lastValue;
    Recorder.Open open = recorder.write(actor, key, value);
    Call.begin(
        actor, options, "a put", () -> table(actor).put(key, value, options), written(open, ended));
  }

  private static Call.Ended<@Nullable Void> written(Recorder.Open open, Consumer<Boolean> ended) {
    return Call.Ended.of(
        done -> {
          open.ok();
          ended.accept(false);
        },
        error -> {
          open.failed(error);
          ended.accept(true);
        });
  }

  private void remove(Actor actor, int key, RequestOptions options) {
    Recorder.Open open = recorder.delete(actor, key);
    Call.begin(
        actor,
        options,
        "a removal",
        () -> table(actor).remove(key, options),
        written(open, failed -> {}));
  }

  private void putAll(Actor actor, RequestOptions options) {
    Map<Integer, Long> entries = new LinkedHashMap<>();
    List<Recorder.Open> opens = new ArrayList<>();
    for (int key : someKeys(actor)) {
      long value = ++lastValue;
      entries.put(key, value);
      opens.add(recorder.write(actor, key, value));
    }
    Call.begin(
        actor,
        options,
        "a put of several",
        () -> table(actor).putAll(entries, options),
        Call.Ended.of(
            done -> opens.forEach(Recorder.Open::ok),
            error -> opens.forEach(open -> open.failed(error))));
  }

  private void getAll(Actor actor, RequestOptions options) {
    Map<Integer, Recorder.Open> opens = new LinkedHashMap<>();
    for (int key : someKeys(actor)) {
      opens.put(key, recorder.read(actor, key));
    }
    Call.begin(
        actor,
        options,
        "a get of several",
        () -> table(actor).getAll(opens.keySet(), options),
        Call.Ended.of(
            found -> opens.forEach((key, open) -> open.read(found.get(key))),
            error -> opens.values().forEach(open -> open.failed(error))));
  }

  private static List<Integer> someKeys(Actor actor) {
    List<Integer> keys = new ArrayList<>();
    int first = actor.random().nextInt(KEYS);
    for (int i = 0; i < KEYS_AT_ONCE; i++) {
      keys.add((first + i * 5) % KEYS);
    }
    return keys;
  }

  private void get(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    Recorder.Open open = recorder.read(actor, key);
    Call.begin(
        actor,
        options,
        "a get",
        () -> table(actor).get(key, options),
        Call.Ended.<@Nullable Long>of(
            value -> {
              open.read(value);
              ended.accept(false);
            },
            (RingtailException error) -> {
              open.failed(error);
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
      put(actor, key, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, recorder, new RegisterChecker());
  }
}

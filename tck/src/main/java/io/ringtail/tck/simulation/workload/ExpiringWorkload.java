// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Values that live for a while, short or long, over others that live longer or for ever. What has
 * to be true of them says {@link Expiries}. Confined to the simulation's thread.
 */
final class ExpiringWorkload implements Workload {
  /** Few, so that values are written over others; each application writes every other one. */
  private static final int KEYS = 10;

  private static final int WRITERS = 2;

  /** From a fraction of a second to an hour, as far as clocks may jump. */
  private static final long SHORT_MILLIS_MIN = 100;

  private static final double SHORT_SPREAD = 30;
  private static final long LONG_MILLIS_MIN = 5_000;
  private static final double LONG_SPREAD = 720;

  private static final TableName NAME = Tables.name("expiring");

  private final History history;
  private final Recorder recorder;
  private final Expiries expiries = new Expiries();
  private long lastValue;

  ExpiringWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "expiring";
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
            actor.random().nextInt(10) == 0 ? Level.ALL : Level.QUORUM, Duration.ofSeconds(2));
    if (actor.random().nextInt(5) < 2) {
      int key = actor.random().nextInt(KEYS / WRITERS) * WRITERS + actor.driver() % WRITERS;
      put(actor, key, ttl(actor, key), options, failed -> {});
    } else {
      get(actor, actor.random().nextInt(KEYS), options, failed -> {});
    }
  }

  /** How long a value lives; null for ever. Some keys have none that ends within the run. */
  private static @Nullable Duration ttl(Actor actor, int key) {
    double chance = actor.random().nextDouble();
    boolean lives = key < WRITERS;
    return switch (actor.random().nextInt(3)) {
      case 0 -> lives ? longTtl(chance) : null;
      case 1 -> longTtl(chance);
      default ->
          lives
              ? Duration.ofHours(1)
              : Duration.ofMillis((long) (SHORT_MILLIS_MIN * Math.pow(SHORT_SPREAD, chance)));
    };
  }

  private static Duration longTtl(double chance) {
    return Duration.ofMillis((long) (LONG_MILLIS_MIN * Math.pow(LONG_SPREAD, chance)));
  }

  private void put(
      Actor actor,
      int key,
      @Nullable Duration ttl,
      RequestOptions options,
      Consumer<Boolean> ended) {
    long value = ++lastValue;
    Recorder.Open open = recorder.write(actor, key, value);
    expiries.wrote(open.operation(), open.nowMillis(), ttl);
    Call.begin(
        actor,
        options,
        "a put of a value that expires",
        () ->
            ttl == null
                ? table(actor).put(key, value, options)
                : table(actor).put(key, value, ttl, options),
        Call.Ended.<@Nullable Void>of(
            done -> {
              open.ok();
              ended.accept(false);
            },
            error -> {
              open.failed(error);
              ended.accept(true);
            }));
  }

  private void get(Actor actor, int key, RequestOptions options, Consumer<Boolean> ended) {
    Recorder.Open open = recorder.read(actor, key);
    Call.begin(
        actor,
        options,
        "a get of a value that expires",
        () -> table(actor).get(key, options),
        Call.Ended.<@Nullable Long>of(
            value -> {
              open.read(value);
              expiries.read(open.operation(), open.nowMillis(), actor.stamps().judgedMillis());
              ended.accept(false);
            },
            error -> {
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
      put(actor, key, null, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, recorder, expiries);
  }
}

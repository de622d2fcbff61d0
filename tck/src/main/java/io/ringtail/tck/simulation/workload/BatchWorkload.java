// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.Batch;
import io.ringtail.driver.api.BatchOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.SetChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of partitions that are written by logged batches alone, always both with the same number:
 * in the end both halves of each pair are of the same batch. Confined to the simulation's thread.
 */
final class BatchWorkload implements Workload {
  private static final int PAIRS = 12;
  private static final TableName NAME = Tables.name("pairs");

  private final History history;
  private final Recorder recorder;

  /** Pairs that any batch may have written. */
  private final Set<Integer> touched = new HashSet<>();

  /** Pairs that a batch has written for certain. */
  private final Set<Integer> written = new HashSet<>();

  private long last;

  BatchWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(Tables.create(NAME.table(), Tables.partition("p"), Tables.regular("n")));
  }

  private static Table table(Actor actor) {
    return actor.session().table(NAME);
  }

  @Override
  public void act(Actor actor) {
    write(
        actor,
        actor.random().nextInt(PAIRS),
        RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(2)),
        failed -> {});
  }

  private void write(Actor actor, int pair, RequestOptions options, Consumer<Boolean> ended) {
    long number = ++last;
    touched.add(pair);
    Call.begin(
        actor,
        options,
        "a batch",
        () -> {
          Table table = table(actor);
          Batch batch = Batch.logged();
          for (int half = 0; half < 2; half++) {
            batch.add(table, table.insert(Key.of(2 * pair + half), Map.of("n", number)));
          }
          return actor.session().write(batch, options);
        },
        Call.Ended.<BatchOutcome>of(
            done -> {
              written.add(pair);
              ended.accept(false);
            },
            error -> ended.accept(true)));
  }

  /**
   * Ends with whether the two halves differ, or could not be read: the nodes may be at it still.
   */
  private void read(Actor actor, int pair, RequestOptions options, Consumer<Boolean> ended) {
    List<Key> keys = List.of(Key.of(2 * pair), Key.of(2 * pair + 1));
    Call.begin(
        actor,
        options,
        "a read of a pair",
        () -> table(actor).getAll(keys, options),
        Call.Ended.<Map<Key, ResultRow>>of(
            rows -> {
              Object first = number(rows.get(keys.get(0)));
              Object second = number(rows.get(keys.get(1)));
              if (first == null && second == null && written.contains(pair)) {
                recorder.breakPromise("pair " + pair + " was written by a batch, and is not there");
              }
              ended.accept(!Objects.equals(first, second));
            },
            (RingtailException error) -> ended.accept(true)));
  }

  private static @Nullable Object number(@Nullable ResultRow row) {
    return row == null ? null : row.get("n");
  }

  @Override
  public CompletionStage<Integer> readEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int pair : touched) {
      failures.begin();
      read(actor, pair, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    failures.begin();
    write(actor, 0, options, failures::end);
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, recorder, new SetChecker());
  }
}

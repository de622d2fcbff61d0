// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import io.ringtail.tck.checker.SetChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets whose elements are the rows of a partition: added once, removed at most once, read whole.
 * Confined to the simulation's thread.
 */
final class SetWorkload implements Workload {
  /** Elements of a set; a full one is only read and removed from. */
  private static final int ELEMENTS = 30;

  /** Sets that are read: the newest ones. */
  private static final int SETS_READ = 3;

  /** Characters beside an element, so that logs and tables grow, and writes span sectors. */
  private static final int BALLAST_MAX = 1_500;

  /**
   * Of so many elements one has nothing beside it. Its row is a mark alone, which a replica that
   * lacks it, or knows its deletion alone, differs in by no value.
   */
  private static final int BARE = 4;

  private static final TableName NAME = Tables.name("sets");

  private final History history;
  private final Recorder recorder;

  /** What each process has added and may still remove. */
  private final Map<Integer, ArrayDeque<Long>> removable = new HashMap<>();

  /** What is written beside each element that is not bare. */
  private final Map<Long, String> ballasts = new HashMap<>();

  private int sets = 1;
  private int added;
  private long lastElement;

  SetWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "sets";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(
        Tables.create(
            NAME.table(),
            Tables.partition("s"),
            Tables.clustering("e"),
            new ColumnDefinition("v", ScalarType.VARCHAR, ColumnKind.REGULAR, false)));
  }

  private static Table table(Actor actor) {
    return actor.session().table(NAME);
  }

  @Override
  public void act(Actor actor) {
    RequestOptions options = RequestOptions.DEFAULT.withTimeout(Duration.ofSeconds(2));
    int set = Math.max(0, sets - 1 - actor.random().nextInt(SETS_READ));
    switch (actor.random().nextInt(10)) {
      case 0, 1, 2, 3, 4, 5 -> add(actor, options, failed -> {});
      case 6 -> remove(actor, options);
      default -> read(actor, set, options, failed -> {});
    }
  }

  private void add(Actor actor, RequestOptions options, Consumer<Boolean> ended) {
    if (added == ELEMENTS) {
      sets++;
      added = 0;
    }
    added++;
    int set = sets - 1;
    long element = ++lastElement;
    Recorder.Open open = recorder.add(actor, set, element);
    String ballast = ballast(actor.random());
    boolean bare = element % BARE == 0;
    if (!bare) {
      ballasts.put(element, ballast);
    }
    Map<String, String> values = bare ? Map.of() : Map.of("v", ballast);
    Call.begin(
        actor,
        options,
        "an addition",
        () -> table(actor).write(table(actor).insert(Key.of(set).row(element), values), options),
        Call.Ended.<@Nullable Void>of(
            done -> {
              open.ok();
              removable
                  .computeIfAbsent(actor.process(), process -> new ArrayDeque<>())
                  .add(element);
              ended.accept(false);
            },
            error -> {
              open.failed(error);
              ended.accept(true);
            }));
  }

  /** Text that does not compress well, so that tables hold it as it is. */
  private static String ballast(SplittableRandom random) {
    char[] text = new char[random.nextInt(BALLAST_MAX)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (char) ('0' + random.nextInt('z' - '0'));
    }
    return new String(text);
  }

  private void checkBallast(ResultRow row) {
    Object element = row.get("e");
    Object found = row.get("v");
    if (element instanceof Long number && !Objects.equals(found, ballasts.get(number))) {
      // The text itself is long and says nothing.
      recorder.breakPromise("beside element " + number + " is not what was written");
    }
  }

  /**
   * Removes an element that its own process added: another one's clock may be behind, and its
   * removal hide nothing.
   */
  private void remove(Actor actor, RequestOptions options) {
    ArrayDeque<Long> own = removable.get(actor.process());
    Long oldest = own == null ? null : own.poll();
    if (oldest == null) {
      return;
    }
    long element = oldest;
    int set = (int) ((element - 1) / ELEMENTS);
    Recorder.Open open = recorder.remove(actor, set, element);
    Call.begin(
        actor,
        options,
        "a removal of an element",
        () -> table(actor).write(RowWrite.delete(Key.of(set).row(element)), options),
        Call.Ended.<@Nullable Void>of(done -> open.ok(), open::failed));
  }

  private void read(Actor actor, int set, RequestOptions options, Consumer<Boolean> ended) {
    Recorder.Open open = recorder.readSet(actor, set);
    Call.begin(
        actor,
        options,
        "a read of a set",
        () -> table(actor).slice(Key.of(set), Slice.ALL, null, options),
        Call.Ended.<List<ResultRow>>of(
            rows -> {
              open.readAll(Rows.longs(rows, "e"));
              rows.forEach(this::checkBallast);
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
    for (int set = 0; set < sets; set++) {
      failures.begin();
      read(actor, set, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    failures.begin();
    add(actor, options, failures::end);
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

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.RegisterChecker;
import io.ringtail.tck.checker.RowChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows of three columns, the third the negative of the second, the first null in one of three:
 * whoever reads a row sees all of the same write. Read one by one, by partition and parts of it,
 * either way, and by scans of the whole table. Confined to the simulation's thread.
 */
final class RowWorkload implements Workload {
  private static final int PARTITIONS = 3;
  private static final int ROWS = 8;

  /** Rows of a partition that are written together. */
  private static final int ROWS_AT_ONCE = 4;

  /**
   * In every other stretch of so long nothing is read: replicas that miss writes, one these and one
   * those, are not repaired before they differ in much.
   */
  private static final long QUIET_NANOS = 6_000_000_000L;

  /** So many of twenty operations are writes. */
  private static final int WRITES = 11;

  /** Of so many of some deletions one is of a whole partition. */
  private static final int PARTITION_DELETIONS = 2;

  private static final int PAGE_ROWS_MAX = 6;

  /** Rows of a slice that has a limit. */
  private static final int LIMIT_MAX = 5;

  /** Of so many values one leaves the first column null. */
  private static final int NULLS = 3;

  private static final TableName NAME = Tables.name("rows");

  private final History history;
  private final Recorder recorder;

  /** The same as whole rows. */
  private final History wholeRows;

  private long lastValue;

  RowWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
    wholeRows = new History(nanos);
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(
        Tables.create(
            NAME.table(),
            Tables.partition("p"),
            Tables.clustering("c"),
            Tables.regular("n"),
            Tables.regular("a"),
            Tables.regular("b")));
  }

  private static Table table(Actor actor) {
    return actor.session().table(NAME);
  }

  /** The place of a row among all. */
  private static int place(int partition, int row) {
    return partition * ROWS + row;
  }

  private static Key key(int place) {
    return Key.of(place / ROWS).row((long) (place % ROWS));
  }

  @Override
  public void act(Actor actor) {
    RequestOptions options =
        new RequestOptions(
            actor.random().nextInt(10) == 0 ? Level.ALL : Level.QUORUM, Duration.ofSeconds(2));
    int partition = actor.random().nextInt(PARTITIONS);
    int place = place(partition, actor.random().nextInt(ROWS));
    boolean quiet = actor.nanos().getAsLong() / QUIET_NANOS % 2 == 0;
    switch (actor.random().nextInt(quiet ? WRITES : 20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> write(actor, place, options, failed -> {});
      case 8 -> delete(actor, place, options);
      case 9 -> {
        if (actor.random().nextInt(PARTITION_DELETIONS) == 0) {
          deletePartition(actor, partition, options);
        } else {
          delete(actor, place, options);
        }
      }
      case 10 -> writePartition(actor, partition, options);
      case 11 -> slice(actor, partition, options, failed -> {});
      case 12, 13, 14, 15 -> sliceSome(actor, partition, options);
      case 16, 17 -> scan(actor, options);
      default -> get(actor, place, options);
    }
  }

  private RowWrite insert(Actor actor, int place, long value) {
    wholeRows.writeRow(actor.process(), place, value);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("a", value);
    values.put("b", -value);
    values.put("n", first(value));
    return table(actor).insert(key(place), values);
  }

  /** What the first column holds beside a value of the second. */
  private static @Nullable Long first(long value) {
    return value % NULLS == 0 ? null : value;
  }

  private void write(Actor actor, int place, RequestOptions options, Consumer<Boolean> ended) {
    long value = ++lastValue;
    Recorder.Open open = recorder.write(actor, place, value);
    Call.begin(
        actor,
        options,
        "a write of a row",
        () -> table(actor).write(insert(actor, place, value), options),
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

  private void delete(Actor actor, int place, RequestOptions options) {
    Recorder.Open open = recorder.delete(actor, place);
    Call.begin(
        actor,
        options,
        "a deletion of a row",
        () -> table(actor).write(RowWrite.delete(key(place)), options),
        Call.Ended.<@Nullable Void>of(done -> open.ok(), open::failed));
  }

  private void deletePartition(Actor actor, int partition, RequestOptions options) {
    List<Recorder.Open> opens = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      opens.add(recorder.delete(actor, place(partition, row)));
    }
    Call.begin(
        actor,
        options,
        "a deletion of a partition",
        () -> table(actor).write(RowWrite.delete(Key.of(partition)), options),
        Call.Ended.<@Nullable Void>of(
            done -> opens.forEach(Recorder.Open::ok),
            error -> opens.forEach(open -> open.failed(error))));
  }

  private void writePartition(Actor actor, int partition, RequestOptions options) {
    List<RowWrite> writes = new ArrayList<>();
    List<Recorder.Open> opens = new ArrayList<>();
    int first = actor.random().nextInt(ROWS);
    for (int i = 0; i < ROWS_AT_ONCE; i++) {
      int row = (first + i) % ROWS;
      long value = ++lastValue;
      writes.add(insert(actor, place(partition, row), value));
      opens.add(recorder.write(actor, place(partition, row), value));
    }
    Call.begin(
        actor,
        options,
        "a write of a partition",
        () -> table(actor).writeAll(writes, options),
        Call.Ended.<@Nullable Void>of(
            done -> opens.forEach(Recorder.Open::ok),
            error -> opens.forEach(open -> open.failed(error))));
  }

  private void get(Actor actor, int place, RequestOptions options) {
    Recorder.Open open = recorder.read(actor, place);
    Call.begin(
        actor,
        options,
        "a get of a row",
        () -> table(actor).get(key(place), options),
        Call.Ended.<@Nullable ResultRow>of(
            row -> open.read(value(actor, place, row)), open::failed));
  }

  /** The second column, or null where there is no row. */
  private @Nullable Long value(Actor actor, int place, @Nullable ResultRow row) {
    if (row == null) {
      return null;
    }
    long a = row.get("a") instanceof Long value ? value : Operation.NONE;
    long b = row.get("b") instanceof Long value ? value : Operation.NONE;
    wholeRows.readRow(actor.process(), place).ok(new long[] {a, b});
    if (a != Operation.NONE && !Objects.equals(row.get("n"), first(a))) {
      recorder.breakPromise("the first column is not what was written beside the second: " + row);
    }
    return a == Operation.NONE ? null : a;
  }

  private void slice(Actor actor, int partition, RequestOptions options, Consumer<Boolean> ended) {
    List<Recorder.Open> opens = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      opens.add(recorder.read(actor, place(partition, row)));
    }
    boolean reverse = actor.random().nextBoolean();
    Slice slice = reverse ? Slice.ALL.reversed() : Slice.ALL;
    Call.begin(
        actor,
        options,
        "a slice",
        () -> table(actor).slice(Key.of(partition), slice, null, options),
        Call.Ended.<List<ResultRow>>of(
            rows -> {
              read(actor, opens, partition * ROWS, rows);
              ended.accept(false);
            },
            error -> {
              opens.forEach(open -> open.failed(error));
              ended.accept(true);
            }));
  }

  /** Reads a part of a partition: some of its rows from one on, either way, up to a limit. */
  private void sliceSome(Actor actor, int partition, RequestOptions options) {
    boolean reverse = actor.random().nextBoolean();
    int limit = 1 + actor.random().nextInt(LIMIT_MAX);
    int from = actor.random().nextBoolean() ? 0 : actor.random().nextInt(ROWS);
    List<Recorder.Open> opens = new ArrayList<>();
    for (int row = from; row < ROWS; row++) {
      opens.add(recorder.read(actor, place(partition, row)));
    }
    Slice.Bound bound = from == 0 ? null : new Slice.Bound(List.of((long) from), true);
    Slice slice = new Slice(bound, null, limit, reverse);
    Call.begin(
        actor,
        options,
        "a slice with a limit",
        () -> table(actor).slice(Key.of(partition), slice, null, options),
        Call.Ended.<List<ResultRow>>of(
            rows -> {
              int begin = from;
              int end = ROWS;
              if (rows.size() > limit) {
                recorder.breakPromise(rows.size() + " rows where " + limit + " were asked for");
              } else if (rows.size() == limit) {
                int last = (int) (long) (Long) column(rows.getLast(), "c");
                begin = reverse ? last : from;
                end = reverse ? ROWS : last + 1;
              }
              // What lies behind the last row is not known.
              opens.subList(0, begin - from).forEach(Recorder.Open::unseen);
              opens.subList(end - from, ROWS - from).forEach(Recorder.Open::unseen);
              read(actor, opens.subList(begin - from, end - from), place(partition, begin), rows);
            },
            error -> opens.forEach(open -> open.failed(error))));
  }

  private void read(Actor actor, List<Recorder.Open> opens, int firstPlace, List<ResultRow> rows) {
    Map<Integer, ResultRow> byPlace = new HashMap<>();
    for (ResultRow row : rows) {
      int partition = (Integer) column(row, "p");
      int clustering = (int) (long) (Long) column(row, "c");
      if (byPlace.put(place(partition, clustering), row) != null) {
        recorder.breakPromise("a row came twice: " + row);
      }
    }
    for (int i = 0; i < opens.size(); i++) {
      int place = firstPlace + i;
      opens.get(i).read(value(actor, place, byPlace.get(place)));
    }
  }

  private static Object column(ResultRow row, String name) {
    Object value = row.get(name);
    if (value == null) {
      throw new IllegalStateException("a row without its key: " + row);
    }
    return value;
  }

  private void scan(Actor actor, RequestOptions options) {
    List<Recorder.Open> opens = new ArrayList<>();
    for (int place = 0; place < PARTITIONS * ROWS; place++) {
      opens.add(recorder.read(actor, place));
    }
    int pageRows = 1 + actor.random().nextInt(PAGE_ROWS_MAX);
    scanOn(actor, table(actor).scan(null, pageRows, options), opens, new ArrayList<>(), options);
  }

  private void scanOn(
      Actor actor,
      RowScan scan,
      List<Recorder.Open> opens,
      List<ResultRow> found,
      RequestOptions options) {
    Call.begin(
        actor,
        options,
        "a page of a scan",
        scan::nextPage,
        Call.Ended.<List<ResultRow>>of(
            page -> {
              if (page.isEmpty()) {
                read(actor, opens, 0, found);
              } else {
                found.addAll(page);
                scanOn(actor, scan, opens, found, options);
              }
            },
            error -> opens.forEach(open -> open.failed(error))));
  }

  @Override
  public CompletionStage<Integer> readEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      failures.begin();
      slice(actor, partition, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int place = 0; place < PARTITIONS * ROWS; place++) {
      failures.begin();
      write(actor, place, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    List<Verdict.Violation> violations =
        new ArrayList<>(Verdicts.of(history, recorder, new RegisterChecker()));
    violations.addAll(Verdicts.of(wholeRows, recorder, new RowChecker()));
    return violations;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.ScalarType;
import io.ringtail.tck.checker.ListAppendChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists, each a single value, that have one writer each, which appends one element after the other
 * and begins a new list where it does not know what became of an element; everybody reads them.
 * Confined to the simulation's thread.
 */
final class ListWorkload implements Workload {
  private static final int ELEMENTS = 20;
  private static final TableName NAME = Tables.name("lists");

  /** A list as its writer knows it. */
  private static final class Writer {
    final int process;
    final int list;
    final List<Long> elements = new ArrayList<>();
    boolean ended;
    boolean busy;

    Writer(int process, int list) {
      this.process = process;
      this.list = list;
    }
  }

  private final History history;
  private final Recorder recorder;

  /** The writer of each driver's newest process. */
  private final List<@Nullable Writer> writers = new ArrayList<>();

  private int lists;
  private long lastElement;

  ListWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "lists";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(
        Tables.create(
            NAME.table(),
            Tables.partition("l"),
            new ColumnDefinition("e", ScalarType.VARCHAR, ColumnKind.REGULAR, false)));
  }

  private static KeyValueTable<Integer, String> table(Actor actor) {
    return actor.session().keyValueTable(NAME, Integer.class, String.class);
  }

  @Override
  public void act(Actor actor) {
    if (actor.random().nextInt(3) == 0 && lists > 0) {
      int list = Math.max(0, lists - 1 - actor.random().nextInt(3));
      read(actor, list, RequestOptions.DEFAULT, failed -> {});
    } else {
      append(actor, RequestOptions.DEFAULT, failed -> {});
    }
  }

  private Writer writer(Actor actor) {
    while (writers.size() <= actor.driver()) {
      writers.add(null);
    }
    Writer writer = writers.get(actor.driver());
    if (writer == null || writer.process != actor.process() || writer.ended) {
      writer = new Writer(actor.process(), lists++);
      writers.set(actor.driver(), writer);
    }
    return writer;
  }

  private void append(Actor actor, RequestOptions options, Consumer<Boolean> ended) {
    Writer writer = writer(actor);
    if (writer.busy) {
      ended.accept(true);
      return;
    }
    writer.busy = true;
    long element = ++lastElement;
    writer.elements.add(element);
    String value = writer.elements.stream().map(String::valueOf).collect(Collectors.joining(","));
    Recorder.Open open = recorder.append(actor, writer.list, element);
    Call.begin(
        actor,
        options,
        "an append",
        () -> table(actor).put(writer.list, value, options),
        Call.Ended.<@Nullable Void>of(
            done -> {
              open.ok();
              writer.busy = false;
              writer.ended = writer.elements.size() == ELEMENTS;
              ended.accept(false);
            },
            error -> {
              open.failed(error);
              writer.busy = false;
              if (error.mayHaveTakenEffect()) {
                writer.ended = true;
              } else {
                writer.elements.removeLast();
              }
              ended.accept(true);
            }));
  }

  private void read(Actor actor, int list, RequestOptions options, Consumer<Boolean> ended) {
    Recorder.Open open = recorder.readList(actor, list);
    Call.begin(
        actor,
        options,
        "a read of a list",
        () -> table(actor).get(list, options),
        Call.Ended.<@Nullable String>of(
            text -> {
              open.readAll(
                  text == null
                      ? new long[0]
                      : Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray());
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
    for (int list = 0; list < lists; list++) {
      failures.begin();
      read(actor, list, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    failures.begin();
    append(actor, options, failures::end);
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, recorder, ListAppendChecker.strictlySerializable());
  }
}

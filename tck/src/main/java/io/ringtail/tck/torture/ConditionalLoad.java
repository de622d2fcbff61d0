// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.torture;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.CounterChecker;
import io.ringtail.tck.checker.LinearizabilityChecker;
import io.ringtail.tck.checker.RegisterModel;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients of several sessions that read, compare and set, and count the same keys, while the first
 * session also writes them plainly; every operation is written down with its outcome. What the
 * clients share is guarded by this object's lock.
 */
final class ConditionalLoad {
  private static final int REGISTERS = 24;
  private static final int COUNTERS = 2;

  /** Between two operations of a client, so that a history of minutes can be checked. */
  private static final long PAUSE_MILLIS = 15;

  private static final TableName REGISTER_TABLE = new TableName("default", "registers");
  private static final TableName COUNTER_TABLE = new TableName("default", "sums");

  private final List<Session> sessions;
  private final RequestOptions options;
  private final History registers = new History(System::nanoTime);
  private final History counters = new History(System::nanoTime);
  private final Map<Integer, Long> seen = new HashMap<>();
  private final List<CompletableFuture<?>> running = new ArrayList<>();
  private final SplittableRandom random;
  private volatile boolean stopping;
  private long lastValue;
  private long inDoubt;
  private long failures;
  private long slowestNanos;
  private @Nullable Throwable firstFailure;

  ConditionalLoad(List<Session> sessions, RequestOptions options, long seed) {
    this.sessions = List.copyOf(sessions);
    this.options = options;
    this.random = new SplittableRandom(seed);
  }

  static TableName registerTable() {
    return REGISTER_TABLE;
  }

  static TableName counterTable() {
    return COUNTER_TABLE;
  }

  /** Lets so many clients of each session begin. */
  void start(int clientsOfEach) {
    for (int i = 0; i < clientsOfEach * sessions.size(); i++) {
      int session = i % sessions.size();
      CompletableFuture<Void> client = new CompletableFuture<>();
      running.add(client);
      next(session, client);
    }
  }

  /** Lets all clients end what they do. */
  void stop() {
    stopping = true;
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
  }

  synchronized long inDoubt() {
    return inDoubt;
  }

  synchronized long failures() {
    return failures;
  }

  synchronized @Nullable Throwable firstFailure() {
    return firstFailure;
  }

  synchronized int operations() {
    return registers.size() + counters.size();
  }

  synchronized long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
  }

  /** What the histories say against the promises. */
  synchronized List<Verdict> verdicts() {
    return List.of(
        new LinearizabilityChecker(new RegisterModel()).check(registers.operations()),
        new CounterChecker().check(counters.operations()));
  }

  private void next(int session, CompletableFuture<Void> client) {
    if (stopping) {
      client.complete(null);
      return;
    }
    act(session)
        .whenComplete((done, problem) ->
            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> next(session, client)));
  }

  private synchronized CompletionStage<?> act(int session) {
    int key = random.nextInt(REGISTERS);
    int kind = random.nextInt(20);
    if (kind < 5) {
      return count(session, random.nextInt(COUNTERS));
    }
    if (kind < 10) {
      return get(session, key);
    }
    if (kind < 13 && session == 0) {
      return put(key);
    }
    return compareAndSet(session, key);
  }

  private KeyValueTable<Integer, Long> registers(int session) {
    return sessions.get(session).keyValueTable(REGISTER_TABLE, Integer.class, Long.class);
  }

  private CompletionStage<?> get(int session, int key) {
    Operation operation = registers.read(session, key);
    return this.<@Nullable Long>record(
        registers(session).get(key, options),
        operation,
        value -> {
          operation.ok(value == null ? Operation.NONE : value);
          saw(key, value);
        });
  }

  /** Plain writes are of one session: its clock alone orders them as they happen. */
  private CompletionStage<?> put(int key) {
    long value = ++lastValue;
    Operation operation = registers.write(0, key, value);
    return this.<@Nullable Void>record(
        registers(0).put(key, value, options),
        operation,
        done -> {
          operation.ok();
          saw(key, value);
        });
  }

  private CompletionStage<?> compareAndSet(int session, int key) {
    Long expected = seen.get(key);
    long value = ++lastValue;
    Operation operation =
        registers.compareAndSet(session, key, expected == null ? Operation.NONE : expected, value);
    return record(
        registers(session).compareAndSet(key, expected, value, options),
        operation,
        held -> {
          operation.ok(held.booleanValue());
          if (held) {
            saw(key, value);
          } else {
            seen.remove(key);
          }
        });
  }

  private CompletionStage<?> count(int session, int key) {
    Operation operation = counters.increment(session, key);
    return record(
        sessions
            .get(session)
            .keyValueTable(COUNTER_TABLE, Integer.class, Long.class)
            .add(key, 1L, options),
        operation,
        sum -> operation.ok(sum.longValue()));
  }

  private void saw(int key, @Nullable Long value) {
    if (value == null) {
      seen.remove(key);
    } else {
      seen.put(key, value);
    }
  }

  private <T extends @Nullable Object> CompletionStage<T> record(
      CompletionStage<T> stage, Operation operation, Consumer<T> done) {
    long begun = System.nanoTime();
    BiConsumer<T, @Nullable Throwable> ended =
        (result, problem) -> {
          synchronized (this) {
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - begun);
            if (problem == null) {
              done.accept(result);
            } else {
              failed(operation, problem);
            }
          }
        };
    return stage.whenComplete(ended);
  }

  private void failed(Operation operation, Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    failures++;
    if (firstFailure == null) {
      firstFailure = cause;
    }
    if (cause instanceof RingtailException known && !known.mayHaveTakenEffect()) {
      operation.failed();
    } else {
      inDoubt++;
      operation.unknown();
    }
  }
}

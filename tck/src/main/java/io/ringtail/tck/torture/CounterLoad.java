// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.torture;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.tck.history.CounterHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writers and readers that never stop by themselves: each writer owns some keys, and does one
 * operation after the other on them, half of them writes; answers are checked against the history
 * as they come. Started once; its counters are thread-safe.
 */
public final class CounterLoad {
  private final KeyValueTable<String, String> table;
  private final RequestOptions options;
  private final CounterHistory history;
  private final int writers;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
  private volatile boolean stopping;
  private List<CompletableFuture<Void>> loops = List.of();

  /**
   * A load that is not started yet.
   *
   * @param writers how many operations are under way at once; each writer owns the keys whose
   *     number modulo {@code writers} is its own
   */
  public CounterLoad(
      KeyValueTable<String, String> table,
      RequestOptions options,
      CounterHistory history,
      int writers) {
    this.table = table;
    this.options = options;
    this.history = history;
    this.writers = writers;
  }

  /** Starts all writers, spread over the lanes. */
  public void start(List<Executor> lanes, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    List<CompletableFuture<Void>> started = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Writer loop = new Writer(writer, lanes.get(writer % lanes.size()), seeds.split(), ended);
      loop.next();
      started.add(ended);
    }
    loops = started;
  }

  /** Lets every writer end the operation that it is in. */
  public void stop() {
    stopping = true;
    CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new)).join();
  }

  public long operations() {
    return operations.get();
  }

  public long failures() {
    return failures.get();
  }

  /** The first failure of an operation; null when none failed. */
  public @Nullable Throwable firstFailure() {
    return firstFailure.get();
  }

  /** The longest that any operation took, in milliseconds. */
  public long slowestMillis() {
    return slowestNanos.get() / 1_000_000;
  }

  /** Reads every key once and checks it. Throws what a read threw. */
  public void readAll() {
    for (int key = 0; key < history.keys(); key++) {
      long floor = history.floor(key);
      history.checkRead(
          key, floor, number(table.get(keyName(key), options).toCompletableFuture().join()));
    }
  }

  private static String keyName(int key) {
    return "counter-" + key;
  }

  private static long number(@Nullable String value) {
    return value == null ? 0 : Long.parseLong(value);
  }

  /**
   * One writer: a chain of completions, one operation at a time, each begun as a task of its own on
   * a lane.
   */
  private final class Writer {
    private final int first;
    private final Executor lane;
    private final SplittableRandom random;
    private final CompletableFuture<Void> ended;

    Writer(int first, Executor lane, SplittableRandom random, CompletableFuture<Void> ended) {
      this.first = first;
      this.lane = lane;
      this.random = random;
      this.ended = ended;
    }

    void next() {
      lane.execute(this::operate);
    }

    private void operate() {
      if (stopping) {
        ended.complete(null);
        return;
      }
      int key = first + writers * random.nextInt(history.keys() / writers);
      long begun = System.nanoTime();
      CompletionStage<?> operation = random.nextBoolean() ? write(key) : read(key);
      operation.whenComplete((nothing, failure) -> {
        operations.incrementAndGet();
        slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        if (failure != null) {
          failures.incrementAndGet();
          firstFailure.compareAndSet(null, failure);
        }
        next();
      });
    }

    private CompletionStage<?> write(int key) {
      long number = history.beginWrite(key);
      return table
          .put(keyName(key), Long.toString(number), options)
          .thenRun(() -> history.acknowledge(key, number));
    }

    private CompletionStage<?> read(int key) {
      long floor = history.floor(key);
      return table
          .get(keyName(key), options)
          .thenAccept(value -> history.checkRead(key, floor, number(value)));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A load that keeps a fixed number of operations in flight: each answer's callback issues the next
 * operation, on the driver's lane that carried the last, so no operation changes threads.
 * Thread-safe; its slots are each in one place at a time.
 *
 * <p>A closed loop slows down with the store, so its latencies are those of its own pace and
 * nothing more.
 */
public final class ClosedLoop {
  private final KeyValueTable<byte[], byte[]> table;
  private final RequestOptions options;
  private final Records records;
  private final OperationSource source;
  private final LoadMeter meter;
  private volatile boolean stopping;

  public ClosedLoop(
      KeyValueTable<byte[], byte[]> table,
      RequestOptions options,
      Records records,
      OperationSource source,
      LoadMeter meter) {
    this.table = table;
    this.options = options;
    this.records = records;
    this.source = source;
    this.meter = meter;
  }

  /** What is in the table: how its records look and what reads may answer. */
  public record Records(RecordCodec codec, AnswerCheck check) {
    /**
     * Why a read may not have answered what it did; null where it may.
     *
     * @param floor what {@link AnswerCheck#floor} said when it was sent
     */
    @Nullable String objection(int record, long floor, byte @Nullable [] value) {
      long sequence = value == null ? 0 : codec.sequence(record, value);
      if (sequence >= floor) {
        return null;
      }
      String found =
          value == null
              ? "nothing"
              : sequence < 0 ? "bytes that no write made" : "write " + sequence;
      return "record "
          + record
          + " answered "
          + found
          + " when write "
          + floor
          + " was acknowledged before the read began";
    }
  }

  /**
   * Starts the load, its slots dealt out to the lanes in turn.
   *
   * @return counts down to zero as the slots end
   */
  public CountDownLatch start(List<Executor> lanes, int inFlight, long seed) {
    CountDownLatch running = new CountDownLatch(inFlight);
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < inFlight; i++) {
      Slot slot = new Slot(seeds.split(), running);
      lanes.get(i % lanes.size()).execute(slot::issue);
    }
    return running;
  }

  /** Lets what is in flight end and issues nothing more. */
  public void stop() {
    stopping = true;
  }

  /** Stops and waits until nothing is in flight. */
  public void stop(CountDownLatch running, long secondsMax) throws InterruptedException {
    stop();
    if (!running.await(secondsMax, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          running.getCount()
              + " operations were still in flight "
              + secondsMax
              + " s after the load's end");
    }
  }

  /**
   * One operation in flight after the other. Its fields travel with it: whoever completes an
   * operation owns them until the next.
   */
  private final class Slot implements BiConsumer<Object, @Nullable Throwable> {
    private final SplittableRandom random;
    private final CountDownLatch running;
    private long operation;
    private long ticket;
    private long startNanos;
    private boolean issuing;
    private boolean completedAtOnce;

    Slot(SplittableRandom random, CountDownLatch running) {
      this.random = random;
      this.running = running;
    }

    /**
     * Issues operations until one is really under way; those that end at once are taken in a loop,
     * not by recursion.
     */
    void issue() {
      do {
        operation = stopping ? OperationSource.END : source.next(random);
        if (operation == OperationSource.END) {
          running.countDown();
          return;
        }
        issuing = true;
        completedAtOnce = false;
        send();
        issuing = false;
      } while (completedAtOnce);
    }

    private void send() {
      int record = OperationSource.record(operation);
      byte[] key = records.codec().key(record);
      startNanos = System.nanoTime();
      if (OperationSource.isWrite(operation)) {
        ticket = records.check().issue(record);
        byte[] value = records.codec().value(record, AnswerCheck.sequence(ticket));
        table.put(key, value, options).whenComplete(this);
      } else {
        ticket = records.check().floor(record);
        table.get(key, options).whenComplete(this);
      }
    }

    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable failure) {
      int record = OperationSource.record(operation);
      if (failure != null) {
        meter.failed(failure);
      } else if (OperationSource.isWrite(operation)) {
        meter.written(System.nanoTime() - startNanos);
        records.check().acknowledged(record, ticket);
      } else {
        meter.read(System.nanoTime() - startNanos);
        verify(record, (byte @Nullable []) answer);
      }
      if (issuing) {
        completedAtOnce = true;
      } else {
        issue();
      }
    }

    private void verify(int record, byte @Nullable [] value) {
      String objection = records.objection(record, ticket, value);
      if (objection != null) {
        meter.wrongAnswer(objection);
      }
    }
  }
}

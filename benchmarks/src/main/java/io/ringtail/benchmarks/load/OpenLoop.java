// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A load whose operations begin at fixed times, evenly spaced, whatever has become of those before.
 * Each is timed from when it was to begin: where the generator or the store falls behind, that
 * counts (no coordinated omission). Confined to its caller's thread; answers come on lanes'.
 */
public final class OpenLoop {
  /** A wait is never longer, so that whoever looks on hears often enough. */
  private static final long PARK_NANOS_MAX = 1_000_000;

  private final List<KeyValueTable<byte[], byte[]>> tables;
  private final RequestOptions options;
  private final ClosedLoop.Records records;
  private final OperationSource source;
  private final Timeline timeline;

  /**
   * A load that has not begun.
   *
   * @param tables the same one in one session or several, which take turns
   */
  public OpenLoop(
      List<KeyValueTable<byte[], byte[]>> tables,
      RequestOptions options,
      ClosedLoop.Records records,
      OperationSource source,
      Timeline timeline) {
    this.tables = List.copyOf(tables);
    this.options = options;
    this.records = records;
    this.source = source;
    this.timeline = timeline;
  }

  /**
   * Issues what is to begin between two moments of the timeline.
   *
   * @param perSecond how many operations begin in each second
   * @param passed told the time now and then
   * @return by how much the latest operation was begun too late
   */
  public long run(
      double perSecond, long fromNanos, long untilNanos, long seed, LongConsumer passed) {
    SplittableRandom random = new SplittableRandom(seed);
    long count = (long) (perSecond * (untilNanos - fromNanos) / 1e9);
    long now = timeline.nowNanos();
    long lateNanos = 0;
    for (long i = 0; i < count; i++) {
      long due = fromNanos + (long) (i * 1e9 / perSecond);
      while (due > now) {
        LockSupport.parkNanos(Math.min(PARK_NANOS_MAX, due - now));
        now = timeline.nowNanos();
        passed.accept(now);
      }
      lateNanos = Math.max(lateNanos, timeline.nowNanos() - due);
      new Arrival(due, source.next(random)).send(tables.get((int) (i % tables.size())));
    }
    return lateNanos;
  }

  /** One operation, from when it was to begin to its end. */
  private final class Arrival implements BiConsumer<Object, @Nullable Throwable> {
    private final long dueNanos;
    private final long operation;
    private long ticket;

    Arrival(long dueNanos, long operation) {
      this.dueNanos = dueNanos;
      this.operation = operation;
    }

    void send(KeyValueTable<byte[], byte[]> table) {
      int record = OperationSource.record(operation);
      byte[] key = records.codec().key(record);
      timeline.offered(dueNanos);
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
        timeline.failed(dueNanos, failure);
        return;
      }
      timeline.answered(dueNanos);
      if (OperationSource.isWrite(operation)) {
        records.check().acknowledged(record, ticket);
      } else {
        String objection = records.objection(record, ticket, (byte @Nullable []) answer);
        if (objection != null) {
          timeline.wrongAnswer(objection);
        }
      }
    }
  }
}

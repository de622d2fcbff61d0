// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a cluster whose shards are asked for more than they can do. */
class OverloadSimulationTest {
  private static final long SECOND = 1_000_000_000;
  private static final long SERVE_NANOS = 400_000;
  private static final long REFUSE_NANOS = SERVE_NANOS / 5;
  private static final TableName TABLE = new TableName(Keyspace.DEFAULT, "t");
  private static final RequestOptions OPTIONS =
      new RequestOptions(Level.QUORUM, Duration.ofSeconds(2));

  /** Half reads at two replicas and half writes at three, by three shards. */
  private static final double CAPACITY = SECOND / (double) SERVE_NANOS * 3 / 2.5;

  private final SplittableRandom random = new SplittableRandom(2);
  private final List<Session> sessions = new ArrayList<>();
  private final List<KeyValueTable<Integer, Long>> tables = new ArrayList<>();
  private SlowCluster cluster;
  private long begun;
  private long good;

  /** In microseconds. */
  private final Histogram latency = new Histogram(3);

  private final Histogram refusal = new Histogram(3);
  private long refused;
  private long failed;
  private long latestFailureNanos;
  private String firstFailure = "";
  private int retryMillisMin = Integer.MAX_VALUE;

  @BeforeEach
  void start() throws Exception {
    cluster = new SlowCluster(SERVE_NANOS, REFUSE_NANOS);
    for (int i = 0; i < 4; i++) {
      Session session = cluster.session("application-" + i);
      if (i == 0) {
        cluster.await(
            session.change(
                new SchemaChange.CreateTable(
                    TABLE,
                    List.of(
                        new SchemaChange.ColumnDefinition(
                            "id", ScalarType.INT, ColumnKind.PARTITION, false),
                        new SchemaChange.ColumnDefinition(
                            "value", ScalarType.BIGINT, ColumnKind.REGULAR, false)),
                    TableOptions.DEFAULT,
                    true)));
      }
      sessions.add(session);
    }
    for (Session session : sessions) {
      tables.add(session.keyValueTable(TABLE, Integer.class, Long.class));
    }
  }

  /** Begins operations at fixed times, for so long. */
  private void offer(double perSecond, long nanos) {
    begun = 0;
    good = 0;
    refused = 0;
    failed = 0;
    latency.reset();
    long from = cluster.time.nanos();
    long until = from + nanos;
    for (long i = 0; i < perSecond * nanos / SECOND; i++) {
      long due = from + (long) (i * SECOND / perSecond);
      cluster.time.runUntil(due);
      begin(due);
    }
    cluster.time.runUntil(until);
  }

  private CompletionStage<?> begin(long due) {
    KeyValueTable<Integer, Long> table = tables.get((int) (begun++ % tables.size()));
    int key = random.nextInt(1_000);
    CompletionStage<?> stage =
        random.nextBoolean() ? table.get(key, OPTIONS) : table.put(key, due, OPTIONS);
    return stage.whenComplete((answer, problem) -> {
      if (problem == null) {
        good++;
        latency.recordValue((cluster.time.nanos() - due) / 1_000);
        return;
      }
      latestFailureNanos = Math.max(latestFailureNanos, due);
      Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
      if (cause instanceof RingtailException.Overloaded overloaded) {
        refused++;
        retryMillisMin = Math.min(retryMillisMin, overloaded.retryAfterMillis());
        refusal.recordValue((cluster.time.nanos() - due) / 1_000);
      } else {
        failed++;
        firstFailure = firstFailure.isEmpty() ? String.valueOf(cause) : firstFailure;
      }
    });
  }

  private String told(String what) {
    return "%s: begun %,d, good %,d (p50 %,d us, p99 %,d us), refused %,d, failed %,d (%s); %s"
        .formatted(
            what,
            begun,
            good,
            latency.getValueAtPercentile(50),
            latency.getValueAtPercentile(99),
            refused,
            failed,
            firstFailure,
            cluster.shards);
  }

  @Test
  void threeTimesTheCapacityIsBorneAndLeavesNoTrace() {
    offer(0.5 * CAPACITY, 5 * SECOND);
    System.out.println(told("before"));
    assertThat(refused + failed).isZero();
    offer(3 * CAPACITY, 10 * SECOND);
    System.out.println(told("overload"));
    assertThat(good).isGreaterThan((long) (0.8 * 10 * CAPACITY));
    assertThat(failed).isLessThan(begun / 100);
    // Those who are refused hear when to return, and mostly at once.
    assertThat(retryMillisMin).isBetween(10, 1_000);
    assertThat(refusal.getValueAtPercentile(50)).isLessThan(1_000);
    long end = cluster.time.nanos();
    offer(0.5 * CAPACITY, 5 * SECOND);
    System.out.println(told("after"));
    assertThat(latestFailureNanos - end).isLessThan(2 * SECOND);
  }

  @Test
  void whoWaitsForAnswersIsSlowedDownAndNotRefused() {
    long until = cluster.time.nanos() + 10 * SECOND;
    for (int i = 0; i < 400; i++) {
      again(until);
    }
    cluster.time.runUntil(until);
    System.out.println(told("closed"));
    assertThat(refused + failed).isZero();
    assertThat(good).isGreaterThan((long) (0.8 * 10 * CAPACITY));
  }

  /** One operation after the other. */
  private void again(long until) {
    if (cluster.time.nanos() < until) {
      begin(cluster.time.nanos()).whenComplete((answer, problem) -> again(until));
    }
  }
}

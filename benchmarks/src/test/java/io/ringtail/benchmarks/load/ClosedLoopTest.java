// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final int RECORDS = 50;

  private final Map<String, byte[]> rows = new HashMap<>();
  private final Queue<Runnable> lane = new ArrayDeque<>();
  private final LoadMeter meter = new LoadMeter();
  private final ClosedLoop.Records records =
      new ClosedLoop.Records(new RecordCodec(32), new AnswerCheck(RECORDS));
  private boolean answersAtOnce;
  private @Nullable RuntimeException failure;
  private int inFlight;
  private int inFlightMax;

  private ClosedLoop loop(OperationSource source) {
    @SuppressWarnings("unchecked")
    KeyValueTable<byte[], byte[]> table =
        (KeyValueTable<byte[], byte[]>)
            Proxy.newProxyInstance(
                ClosedLoopTest.class.getClassLoader(),
                new Class<?>[] {KeyValueTable.class},
                (proxy, method, arguments) -> {
                  String key = new String((byte[]) arguments[0], StandardCharsets.US_ASCII);
                  return method.getName().equals("get")
                      ? answer(() -> rows.get(key))
                      : answer(() -> rows.put(key, (byte[]) arguments[1]));
                });
    return new ClosedLoop(table, RequestOptions.DEFAULT, records, source, meter);
  }

  private CompletableFuture<Object> answer(java.util.function.Supplier<byte @Nullable []> work) {
    CompletableFuture<Object> future = new CompletableFuture<>();
    inFlightMax = Math.max(inFlightMax, ++inFlight);
    Runnable end =
        () -> {
          inFlight--;
          if (failure == null) {
            future.complete(work.get());
          } else {
            future.completeExceptionally(failure);
          }
        };
    if (answersAtOnce) {
      end.run();
    } else {
      lane.add(end);
    }
    return future;
  }

  private void runLane(int tasksMax) {
    for (int i = 0; i < tasksMax && !lane.isEmpty(); i++) {
      lane.remove().run();
    }
  }

  private List<Executor> lanes() {
    return List.of(lane::add);
  }

  @Test
  void loadWritesEachRecordOnceWithTheGivenNumberInFlight() {
    CountDownLatch running = loop(OperationSource.loadAll(RECORDS)).start(lanes(), 4, 1);
    runLane(Integer.MAX_VALUE);
    assertThat(running.getCount()).isZero();
    assertThat(rows).hasSize(RECORDS);
    assertThat(meter.done()).isEqualTo(RECORDS);
    assertThat(inFlightMax).isEqualTo(4);
  }

  @Test
  void mixedLoadChecksItsAnswersAndEndsWhenStopped() {
    loop(OperationSource.loadAll(RECORDS)).start(lanes(), 4, 1);
    runLane(Integer.MAX_VALUE);
    ClosedLoop mixed = loop(OperationSource.mixed(new UniformChooser(RECORDS), 0.5));
    CountDownLatch running = mixed.start(lanes(), 8, 2);
    runLane(10_000);
    mixed.stop();
    runLane(Integer.MAX_VALUE);
    assertThat(running.getCount()).isZero();
    assertThat(meter.done()).isGreaterThan(9_000);
    assertThat(meter.wrongAnswers()).isZero();
    LoadMeter.Interval interval = meter.interval();
    assertThat(interval.allNanos().getTotalCount()).isEqualTo(meter.done());
  }

  @Test
  void lostAndMixedUpRecordsAreWrongAnswers() {
    loop(OperationSource.loadAll(RECORDS)).start(lanes(), 1, 1);
    runLane(Integer.MAX_VALUE);
    byte[] other = records.codec().value(1, 1);
    rows.replaceAll((key, value) -> other);
    ClosedLoop reads = loop(OperationSource.mixed(new UniformChooser(RECORDS), 0));
    reads.start(lanes(), 1, 2);
    runLane(1_000);
    assertThat(meter.wrongAnswers()).isGreaterThan(500);
    assertThat(meter.firstTrouble()).contains("no write made");
    rows.clear();
    runLane(100);
    assertThat(meter.wrongAnswers()).isGreaterThan(600);
  }

  @Test
  void answersThatComeAtOnceDoNotDeepenTheStack() {
    answersAtOnce = true;
    int many = 200_000;
    ClosedLoop.Records large = new ClosedLoop.Records(new RecordCodec(16), new AnswerCheck(many));
    failure = new IllegalStateException("refused");
    ClosedLoop loop =
        new ClosedLoop(
            tableOf(), RequestOptions.DEFAULT, large, OperationSource.loadAll(many), meter);
    loop.start(lanes(), 1, 1);
    runLane(Integer.MAX_VALUE);
    assertThat(meter.failures()).isEqualTo(many);
    assertThat(meter.firstTrouble()).contains("refused");
  }

  @SuppressWarnings("unchecked")
  private KeyValueTable<byte[], byte[]> tableOf() {
    return (KeyValueTable<byte[], byte[]>)
        Proxy.newProxyInstance(
            ClosedLoopTest.class.getClassLoader(),
            new Class<?>[] {KeyValueTable.class},
            (proxy, method, arguments) -> answer(() -> null));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.scripted.Seed;
import io.ringtail.protocol.message.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StreamTableTest {
  private record Waiter(int number) implements ReplyHandler {
    @Override
    public void answered(int tag, Response response, long nowNanos) {}

    @Override
    public void lost(int tag, long nowNanos) {}
  }

  @Test
  void anIdIsNotGivenOutAgainBeforeItsAnswerCame() {
    long seed = Seed.of(StreamTableTest.class);
    SplittableRandom random = new SplittableRandom(seed);
    StreamTable table = new StreamTable();
    Map<Integer, Waiter> waiting = new HashMap<>();
    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(100) < 51) {
        Waiter waiter = new Waiter(i);
        int id = table.take(waiter, i, i);
        assertThat(id).isPositive();
        assertThat(waiting.put(id, waiter)).as("id %d is free", id).isNull();
        answered.remove(id);
      } else if (!waiting.isEmpty()) {
        int id = waiting.keySet().iterator().next();
        int index = table.indexOf(id);
        Waiter waiter = waiting.remove(id);
        assertThat(table.tag(index)).isEqualTo(waiter.number());
        assertThat(table.release(index)).isSameAs(waiter);
        answered.add(id);
      }
      assertThat(table.waiting()).isEqualTo(waiting.size());
    }
    for (int id : answered) {
      assertThat(table.indexOf(id)).as("an answer that comes twice").isEqualTo(-1);
    }
  }

  @Test
  void anIndexIsGivenOutUnderAnotherIdTheNextTime() {
    StreamTable table = new StreamTable();
    int first = table.take(new Waiter(1), 1, 0);
    table.release(table.indexOf(first));
    int second = table.take(new Waiter(2), 2, 0);
    assertThat(second).isNotEqualTo(first);
    assertThat(table.indexOf(first)).isEqualTo(-1);
    assertThat(table.indexOf(second)).isPositive();
  }

  @Test
  void holdsSoManyAndNoMore() {
    StreamTable table = new StreamTable();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < StreamTable.STREAMS_MAX; i++) {
      ids.add(table.take(new Waiter(i), i, 0));
    }
    assertThat(new HashSet<>(ids)).hasSize(StreamTable.STREAMS_MAX).doesNotContain(0);
    assertThat(table.take(new Waiter(-1), 0, 0)).isZero();
    table.release(table.indexOf(ids.get(17)));
    assertThat(table.take(new Waiter(-1), 0, 0)).isPositive();
    int count = 0;
    for (int index = table.nextWaiting(0); index >= 0; index = table.nextWaiting(index + 1)) {
      count++;
    }
    assertThat(count).isEqualTo(StreamTable.STREAMS_MAX);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.exploration.coordination.Parts;
import io.ringtail.tck.exploration.coordination.QuorumModel;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplorationTest {
  /** Threads that each read a counter and then write back one more. */
  private static final class LostUpdate implements Model {
    private final int threads;
    private final int idleSteps;
    private boolean promises = true;
    private final Set<String> orders = new HashSet<>();

    LostUpdate(int threads, int idleSteps) {
      this.threads = threads;
      this.idleSteps = idleSteps;
    }

    @Override
    public String name() {
      return "lost update";
    }

    @Override
    public int run(Choices choices, Trace trace) {
      int[] steps = new int[threads];
      int[] read = new int[threads];
      int[] enabled = new int[threads];
      int counter = 0;
      StringBuilder order = new StringBuilder();
      while (true) {
        int count = 0;
        for (int i = 0; i < threads; i++) {
          if (steps[i] < 2 + idleSteps) {
            enabled[count++] = i;
          }
        }
        if (count == 0) {
          break;
        }
        int thread = enabled[choices.next(count, enabled)];
        order.append(thread);
        trace.add("thread " + thread + " takes step " + steps[thread]);
        if (steps[thread] == 0) {
          read[thread] = counter;
        } else if (steps[thread] == 1) {
          counter = read[thread] + 1;
        }
        steps[thread]++;
      }
      orders.add(order.toString());
      if (promises && counter != threads) {
        throw new BrokenPromise("counted " + counter + " of " + threads);
      }
      return threads;
    }
  }

  @Test
  void allOrdersAreTriedOnce() {
    LostUpdate model = new LostUpdate(2, 1);
    model.promises = false;
    ExplorationResult result = all(model, Strategy.Exhaustive.ALL_ORDERS);
    // Six steps, of which three are the one thread's: 6 over 3.
    assertThat(result.schedules()).isEqualTo(20);
    assertThat(result.complete()).isTrue();
    assertThat(model.orders).hasSize(20);
  }

  @Test
  void delaysAreBounded() {
    LostUpdate model = new LostUpdate(2, 0);
    model.promises = false;
    assertThat(all(model, 0).schedules()).isEqualTo(1);
    assertThat(all(model, 1).schedules()).isEqualTo(3);
  }

  @Test
  void everyStrategyFindsALostUpdate() {
    for (Strategy strategy :
        new Strategy[] {Strategy.UNIFORM, Strategy.PCT, new Strategy.Exhaustive(Set.of(), 0, 2)}) {
      ExplorationResult result =
          new Exploration(new LostUpdate(2, 0), strategy, 5, 10_000, () -> 0).run();
      assertThat(result.finding()).as(strategy.toString()).isNotNull();
      assertThat(result.finding().promise()).isEqualTo("counted 1 of 2");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aSeedGivesItsSchedulesAgain(long seed) {
    Model model = new QuorumModel("quorums", Parts.PRODUCT);
    ExplorationResult first = new Exploration(model, Strategy.PCT, seed, 500, () -> 0).run();
    ExplorationResult second = new Exploration(model, Strategy.PCT, seed, 500, () -> 0).run();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void theSeedOfAFindingFailsAsTheOnlyOne() {
    Model model = new LostUpdate(3, 2);
    Finding finding = new Exploration(model, Strategy.UNIFORM, 11, 10_000, () -> 0).run().finding();
    assertThat(finding).isNotNull();
    Finding again =
        new Exploration(model, Strategy.UNIFORM, finding.seed(), 1, () -> 0).run().finding();
    assertThat(again).isNotNull();
    assertThat(again.promise()).isEqualTo(finding.promise());
  }

  private static ExplorationResult all(Model model, int delays) {
    return new Exploration(
            model, new Strategy.Exhaustive(Set.of(), 0, delays), 0, Long.MAX_VALUE, () -> 0)
        .run();
  }
}

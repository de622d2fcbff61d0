// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.scripted.Seed;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuorumReadTest {
  private static final long MILLI = 1_000_000;
  private static final long SPECULATION_NANOS = 20 * MILLI;
  private static final Limits LIMITS = new Limits(2_000 * MILLI, 200 * MILLI, SPECULATION_NANOS);
  private static final long EPOCH = 7;
  private static final List<Reach> REACHES = List.of(Reach.values());
  private static final List<Reason> REASONS = List.of(Reason.values());

  /** Replicas hold numbers; the greatest is the newest. */
  private static final class Model implements QuorumRead.Effects<Integer> {
    final Reach[] reach;
    final int[] values;
    final boolean[] asked;
    final boolean[] writing;
    final int[] written;
    boolean takesSends = true;
    int tokens;
    int speculated;
    int won;
    @Nullable Integer result;
    @Nullable Failure failure;
    long rerouted;

    Model(int replicas) {
      reach = new Reach[replicas];
      Arrays.fill(reach, Reach.CONNECTED);
      values = new int[replicas];
      asked = new boolean[replicas];
      writing = new boolean[replicas];
      written = new int[replicas];
    }

    int ends() {
      return (result == null ? 0 : 1) + (failure == null ? 0 : 1) + (rerouted == 0 ? 0 : 1);
    }

    int holding(int value) {
      int count = 0;
      for (int each : values) {
        count += each >= value ? 1 : 0;
      }
      return count;
    }

    @Override
    public Reach reach(int replica) {
      return reach[replica];
    }

    @Override
    public boolean ask(int replica) {
      assertThat(reach[replica]).isEqualTo(Reach.CONNECTED);
      assertThat(asked[replica]).as("one request at a time").isFalse();
      asked[replica] = takesSends;
      return takesSends;
    }

    @Override
    public boolean writeBack(int replica, List<Mutation> mutations) {
      assertThat(reach[replica]).isEqualTo(Reach.CONNECTED);
      assertThat(mutations).hasSize(1);
      writing[replica] = takesSends;
      written[replica] = mutations.get(0).tableId();
      return takesSends;
    }

    @Override
    public long retryDelayNanos(int attempt, int hintMillis) {
      return (attempt + 1) * MILLI;
    }

    @Override
    public boolean maySpeculate() {
      return tokens-- > 0;
    }

    @Override
    public void speculated(int replica) {
      assertThat(asked[replica]).isTrue();
      speculated++;
    }

    @Override
    public void speculationWon(int replica) {
      won++;
    }

    @Override
    public void unsettled(List<byte[]> keys, int behind) {
      throw new AssertionError("nothing is unsettled");
    }

    @Override
    public void rerouted(long epoch) {
      rerouted = epoch;
    }

    @Override
    public void completed(Integer value) {
      assertThat(ends()).isZero();
      result = value;
    }

    @Override
    public void failed(Failure newFailure) {
      assertThat(ends()).isZero();
      failure = newFailure;
    }
  }

  /** The greatest answer; whoever has less lacks it. */
  private static Reconciler.Reconciled<Integer> greatest(@Nullable Integer[] answers) {
    int greatest = Integer.MIN_VALUE;
    boolean differ = false;
    for (Integer answer : answers) {
      if (answer != null) {
        differ |= greatest != Integer.MIN_VALUE && answer != greatest;
        greatest = Math.max(greatest, answer);
      }
    }
    if (!differ) {
      return Reconciler.Reconciled.agreed(greatest);
    }
    Mutation whole = new Mutation(greatest, new byte[0], new byte[0]);
    List<List<Mutation>> missing = new ArrayList<>();
    for (Integer answer : answers) {
      missing.add(answer == null || answer == greatest ? List.of() : List.of(whole));
    }
    return Reconciler.Reconciled.differing(greatest, missing, List.of(whole));
  }

  private static QuorumRead<Integer, Integer> started(Model model, int required) {
    QuorumRead<Integer, Integer> read =
        new QuorumRead<>(
            Quorum.of(required, model.values.length),
            IntStream.range(0, model.values.length).toArray(),
            QuorumReadTest::greatest,
            model,
            new Integer[model.values.length]);
    read.start(0, LIMITS, EPOCH);
    return read;
  }

  @Test
  void asksAsManyAsTheLevelNeeds() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = started(model, 2);
    assertThat(model.asked).containsExactly(true, true, false);
    read.answered(0, 5, 10);
    assertThat(model.result).isNull();
    read.answered(1, 5, 10);
    assertThat(model.result).isEqualTo(5);
  }

  @Test
  void asksTheNextAtOnceWhenOneFailsAndOneMoreWhenLate() {
    Model model = new Model(4);
    QuorumRead<Integer, Integer> read = started(model, 2);
    model.asked[0] = false;
    model.reach[0] = Reach.UNREACHABLE;
    read.lost(0, 10);
    assertThat(model.asked[2]).isTrue();
    read.tick(200 * MILLI);
    assertThat(model.asked[3]).isTrue();
    read.answered(3, 1, 210 * MILLI);
    read.answered(2, 1, 210 * MILLI);
    assertThat(model.result).isEqualTo(1);
  }

  @Test
  void asksOneMoreOnTheChanceThatItIsFasterWhereItMay() {
    Model model = new Model(4);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.tick(SPECULATION_NANOS - 1);
    assertThat(model.speculated).isZero();
    assertThat(read.wakeNanos(SPECULATION_NANOS - 1)).isEqualTo(SPECULATION_NANOS);
    read.tick(SPECULATION_NANOS);
    assertThat(model.asked).containsExactly(true, true, true, false);
    assertThat(model.speculated).isOne();
    read.tick(3 * SPECULATION_NANOS);
    assertThat(model.asked[3]).as("a second one").isFalse();
    read.answered(0, 5, 30 * MILLI);
    read.answered(2, 5, 30 * MILLI);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.won).isOne();
  }

  @Test
  void speculationWaitsUntilItMay() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.tick(SPECULATION_NANOS);
    assertThat(model.asked[2]).isFalse();
    model.tokens = 1;
    read.tick(2 * SPECULATION_NANOS);
    assertThat(model.asked[2]).isTrue();
    read.answered(1, 5, 30 * MILLI);
    read.answered(0, 5, 30 * MILLI);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.won).as("the others were sooner").isZero();
  }

  @Test
  void passesByReplicasThatAreNotConnected() {
    Model model = new Model(3);
    model.reach[0] = Reach.UNREACHABLE;
    started(model, 2);
    assertThat(model.asked).containsExactly(false, true, true);
  }

  @Test
  void writesBackBeforeItAnswers() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.answered(0, 5, 10);
    read.answered(1, 4, 10);
    assertThat(model.result).isNull();
    assertThat(model.written).containsExactly(0, 5, 0);
    read.repair().acknowledged(1);
    assertThat(model.result).isEqualTo(5);
  }

  @Test
  void anotherReplicaTakesTheWriteBackOfOneThatIsGone() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.answered(0, 5, 10);
    read.answered(1, 4, 10);
    model.reach[1] = Reach.UNREACHABLE;
    read.repair().lost(1, 20);
    assertThat(model.written[2]).isEqualTo(5);
    read.repair().acknowledged(2);
    assertThat(model.result).isEqualTo(5);
  }

  @Test
  void noWriteBackWhereEnoughHoldIt() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = started(model, 1);
    read.answered(0, 5, 10);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.written).containsOnly(0);
  }

  @Test
  void isUnavailableAtOnceWhenTooFewCanBeReached() {
    Model model = new Model(3);
    model.reach[1] = Reach.UNREACHABLE;
    model.reach[2] = Reach.UNREACHABLE;
    started(model, 2);
    assertThat(model.failure).isNotNull();
    assertThat(model.failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
  }

  @Test
  void everyInterleavingEndsOnceAndWithWhatAQuorumHolds() {
    long seed = Seed.of(QuorumReadTest.class);
    int completed = 0;
    for (int run = 0; run < 30_000; run++) {
      completed += run(new SplittableRandom(seed + run), seed + run) ? 1 : 0;
    }
    assertThat(completed).as("runs that completed").isGreaterThan(9_000);
  }

  private static boolean run(SplittableRandom random, long seed) {
    int replicas = 1 + random.nextInt(5);
    int required = 1 + random.nextInt(replicas);
    Model model = new Model(replicas);
    model.tokens = random.nextInt(3);
    // What was acknowledged at a level that meets this one's lies on so many replicas.
    int acknowledged = 1 + random.nextInt(3);
    for (int i = 0; i < replicas; i++) {
      model.reach[i] = REACHES.get(random.nextInt(4) % 3);
      model.values[i] = random.nextInt(acknowledged + 1);
    }
    for (int i = 0; i < replicas - required + 1; i++) {
      model.values[i] = Math.max(model.values[i], acknowledged);
    }
    shuffle(random, model.values);
    long now = 0;
    QuorumRead<Integer, Integer> read = started(model, required);
    while (model.ends() == 0) {
      assertThat(now).as("seed %d", seed).isLessThanOrEqualTo(LIMITS.deadlineNanos());
      step(random, model, read, now);
      if (random.nextInt(3) == 0) {
        long wake = read.wakeNanos(now);
        assertThat(wake).as("seed %d", seed).isLessThanOrEqualTo(LIMITS.deadlineNanos());
        now = random.nextInt(10) == 0 ? wake : Math.min(wake, now + random.nextInt(5) * MILLI);
        read.tick(now);
      }
      if (random.nextInt(40) == 0) {
        now = Math.min(LIMITS.deadlineNanos(), now + LIMITS.deadlineNanos() / 4);
        read.tick(now);
      }
    }
    if (model.result != null) {
      assertThat(model.result)
          .as("seed %d sees what was acknowledged", seed)
          .isGreaterThanOrEqualTo(acknowledged);
      assertThat(model.holding(model.result))
          .as("seed %d: a level's replicas hold the answer", seed)
          .isGreaterThanOrEqualTo(required);
    }
    return model.result != null;
  }

  private static void shuffle(SplittableRandom random, int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  private static void step(
      SplittableRandom random, Model model, QuorumRead<Integer, Integer> read, long now) {
    int replica = random.nextInt(model.reach.length);
    model.takesSends = random.nextInt(20) != 0;
    if (model.writing[replica]) {
      writeStep(random, model, read, replica, now);
    } else if (model.asked[replica]) {
      readStep(random, model, read, replica, now);
    } else {
      model.reach[replica] = REACHES.get(random.nextInt(3));
    }
  }

  private static void readStep(
      SplittableRandom random,
      Model model,
      QuorumRead<Integer, Integer> read,
      int replica,
      long now) {
    int what = random.nextInt(8);
    model.asked[replica] = what > 4;
    switch (what) {
      case 0, 1, 2 -> read.answered(replica, model.values[replica], now);
      case 3 -> {
        model.reach[replica] = Reach.UNREACHABLE;
        read.lost(replica, now);
      }
      case 4 -> {
        Reason reason = REASONS.get(random.nextInt(REASONS.size()));
        read.refused(replica, now, new Refusal(reason, "", 0, EPOCH + random.nextInt(20) / 19));
      }
      default -> {
        // The answer is on its way.
      }
    }
  }

  private static void writeStep(
      SplittableRandom random,
      Model model,
      QuorumRead<Integer, Integer> read,
      int replica,
      long now) {
    QuorumWrite repair = read.repair();
    assertThat(repair).isNotNull();
    int what = random.nextInt(8);
    model.writing[replica] = what > 3;
    switch (what) {
      case 0, 1 -> {
        model.values[replica] = Math.max(model.values[replica], model.written[replica]);
        repair.acknowledged(replica);
      }
      case 2 -> {
        model.reach[replica] = Reach.UNREACHABLE;
        repair.lost(replica, now);
      }
      case 3 -> repair.refused(replica, now, new Refusal(Reason.OVERLOADED, "", 0, EPOCH));
      default -> {
        // The answer is on its way.
      }
    }
  }
}

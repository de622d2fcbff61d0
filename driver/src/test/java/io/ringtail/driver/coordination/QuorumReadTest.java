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

  /** Replicas hold numbers from 0 on; the greatest is the newest, and its complement its digest. */
  private static final class Model implements QuorumRead.Effects<Integer> {
    final Reach[] reach;
    final int[] values;
    final boolean[] asked;
    final boolean[] digest;
    int asks;
    int digestsDiffered;
    int writesBehind;
    int writesFailed;
    final boolean[] writing;
    final int[] written;
    boolean takesSends = true;
    int tokens;
    final List<Integer> unneeded = new ArrayList<>();
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
      digest = new boolean[replicas];
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
    public boolean ask(int replica, boolean digestIsEnough) {
      assertThat(reach[replica]).isEqualTo(Reach.CONNECTED);
      assertThat(asked[replica]).as("one request at a time").isFalse();
      asked[replica] = takesSends;
      digest[replica] = digestIsEnough;
      asks += takesSends ? 1 : 0;
      return takesSends;
    }

    @Override
    public boolean writeBack(int replica, List<Mutation> mutations) {
      assertThat(reach[replica]).isEqualTo(Reach.CONNECTED);
      assertThat(mutations).hasSize(1);
      assertThat(writing[replica]).as("one write at a time").isFalse();
      writesBehind += result == null ? 0 : 1;
      writing[replica] = takesSends;
      written[replica] = mutations.get(0).tableId();
      return takesSends;
    }

    @Override
    public void digestDiffers(int replica) {
      digestsDiffered++;
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
    public void unneeded(int replica) {
      assertThat(asked[replica]).isTrue();
      assertThat(result).as("what goes on in the background is no loser").isNull();
      unneeded.add(replica);
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

  /** Takes the greatest answer. */
  private static final Reconciler<Integer, Integer> GREATEST =
      new Reconciler<>() {
        @Override
        public Reconciled<Integer> reconcile(@Nullable Integer[] answers) {
          return greatest(answers);
        }

        @Override
        public @Nullable Integer ofDigest(Integer digest, Integer whole) {
          assertThat(digest).as("a digest").isNegative();
          assertThat(whole).as("data").isNotNegative();
          return digest == ~whole ? whole : null;
        }
      };

  /** The greatest answer; whoever has less lacks it. */
  private static Reconciler.Reconciled<Integer> greatest(@Nullable Integer[] answers) {
    int greatest = Integer.MIN_VALUE;
    boolean differ = false;
    for (Integer answer : answers) {
      if (answer != null) {
        assertThat(answer).as("data").isNotNegative();
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
    return started(model, Quorum.of(required, model.values.length), false);
  }

  /** Begins with digests of all but one. */
  private static QuorumRead<Integer, Integer> digesting(Model model, int required) {
    return started(model, Quorum.of(required, model.values.length), true);
  }

  private static QuorumRead<Integer, Integer> started(
      Model model, Quorum quorum, boolean mayDigest) {
    QuorumRead<Integer, Integer> read =
        new QuorumRead<>(
            quorum,
            IntStream.range(0, model.values.length).toArray(),
            GREATEST,
            model,
            new Integer[model.values.length]);
    read.start(0, LIMITS, EPOCH, mayDigest);
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
    assertThat(model.unneeded).as("the one that was late").containsExactly(1);
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
    assertThat(model.unneeded).containsExactly(2);
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
  void digestsThatAgreeWithTheDataEndTheReadInOneRoundTrip() {
    for (boolean dataFirst : new boolean[] {false, true}) {
      Model model = new Model(5);
      QuorumRead<Integer, Integer> read = digesting(model, 3);
      assertThat(model.asked).containsExactly(true, true, true, false, false);
      assertThat(model.digest).containsExactly(false, true, true, false, false);
      read.answered(dataFirst ? 0 : 1, dataFirst ? 5 : ~5, 10);
      read.answered(2, ~5, 10);
      read.answered(dataFirst ? 1 : 0, dataFirst ? ~5 : 5, 10);
      assertThat(model.result).isEqualTo(5);
      assertThat(model.asks).isEqualTo(3);
      assertThat(read.differed()).isFalse();
    }
  }

  @Test
  void dataIsFetchedFromThoseWhoseDigestsDiffer() {
    Model model = new Model(5);
    QuorumRead<Integer, Integer> read = digesting(model, 3);
    read.answered(1, ~4, 10);
    read.answered(0, 5, 10);
    model.asked[1] = false;
    read.answered(2, ~5, 10);
    assertThat(model.result).isNull();
    assertThat(model.digestsDiffered).isOne();
    assertThat(model.asked[1]).as("asked again").isTrue();
    assertThat(model.digest[1]).as("for a digest").isFalse();
    assertThat(model.asks).as("nobody else is").isEqualTo(4);
    read.answered(1, 4, 20);
    assertThat(model.written).containsExactly(0, 5, 0, 0, 0);
    read.repair().acknowledged(1);
    assertThat(model.result).isEqualTo(5);
    assertThat(read.differed()).isTrue();
  }

  @Test
  void whoseDataIsNewerThanThatOfOneWithoutADigestIsAskedForIt() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = digesting(model, 2);
    read.answered(0, 4, 10);
    model.asked[1] = false;
    read.answered(1, ~5, 10);
    read.answered(1, 5, 20);
    assertThat(model.written).containsExactly(5, 0, 0);
    read.repair().acknowledged(0);
    assertThat(model.result).isEqualTo(5);
  }

  @Test
  void anotherReplicaIsAskedForDataWhenTheOneWithTheDataFails() {
    for (boolean digestFirst : new boolean[] {false, true}) {
      for (boolean refuses : new boolean[] {false, true}) {
        Model model = new Model(3);
        QuorumRead<Integer, Integer> read = digesting(model, 2);
        if (digestFirst) {
          read.answered(1, ~5, 10);
        }
        model.asked[0] = false;
        if (refuses) {
          read.refused(0, 10, new Refusal(Reason.OVERLOADED, "", 50, EPOCH));
        } else {
          model.reach[0] = Reach.UNREACHABLE;
          read.lost(0, 10);
        }
        assertThat(model.asked[2]).isTrue();
        assertThat(model.digest[2]).isFalse();
        read.answered(2, 5, 20);
        if (!digestFirst) {
          read.answered(1, ~5, 20);
        }
        assertThat(model.result).isEqualTo(5);
        assertThat(model.asks).isEqualTo(3);
      }
    }
  }

  @Test
  void digestIsEnoughInPlaceOfADigestThatDidNotCome() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = digesting(model, 2);
    model.asked[1] = false;
    model.reach[1] = Reach.UNREACHABLE;
    read.lost(1, 10);
    assertThat(model.digest[2]).isTrue();
    read.answered(2, ~5, 20);
    read.answered(0, 5, 20);
    assertThat(model.result).isEqualTo(5);
  }

  @Test
  void whoeverIsAskedBecauseOthersAreLateIsAskedForData() {
    Model model = new Model(4);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = digesting(model, 2);
    read.tick(SPECULATION_NANOS);
    assertThat(model.digest).containsExactly(false, true, false, false);
    read.tick(200 * MILLI);
    assertThat(model.asked[3]).isTrue();
    assertThat(model.digest[3]).isFalse();
    read.answered(1, ~5, 210 * MILLI);
    read.answered(3, 5, 210 * MILLI);
    assertThat(model.result).as("without the one with the data").isEqualTo(5);
  }

  @Test
  void secondRoundTripIsLateByItsOwnTime() {
    Model model = new Model(4);
    QuorumRead<Integer, Integer> read = digesting(model, 2);
    read.answered(0, 5, 15 * MILLI);
    model.asked[1] = false;
    read.answered(1, ~4, 15 * MILLI);
    assertThat(read.wakeNanos(15 * MILLI)).isEqualTo(15 * MILLI + SPECULATION_NANOS);
  }

  @Test
  void anotherReplicaIsAskedForDataWhenOneWhoseDigestDifferedFails() {
    Model model = new Model(3);
    QuorumRead<Integer, Integer> read = digesting(model, 2);
    read.answered(0, 5, 10);
    model.asked[1] = false;
    read.answered(1, ~4, 10);
    model.asked[1] = false;
    model.reach[1] = Reach.UNREACHABLE;
    read.lost(1, 20);
    assertThat(model.digest[2]).isFalse();
    read.answered(2, 5, 30);
    assertThat(model.result).isEqualTo(5);
  }

  /** Three of all five, and two of the last two: the digests meet the level without the data. */
  @Test
  void digestsAloneAreNoAnswer() {
    Model model = new Model(5);
    Quorum quorum =
        Quorum.of(5, new Quorum.Group(0b11111, 3, ""), new Quorum.Group(0b11000, 2, "home"));
    QuorumRead<Integer, Integer> read = started(model, quorum, true);
    assertThat(model.digest).containsExactly(false, true, true, true, true);
    for (int replica : new int[] {1, 3, 4}) {
      model.asked[replica] = false;
      read.answered(replica, ~5, 10);
    }
    assertThat(model.result).isNull();
    assertThat(model.asked).containsOnly(true);
    assertThat(model.digest).containsExactly(false, false, true, false, false);
    read.answered(0, 5, 20);
    read.answered(3, 5, 20);
    read.answered(4, 5, 20);
    assertThat(model.result).isEqualTo(5);
  }

  /** Two of all five and the last one: two that are up to date are enough. */
  private static QuorumRead<Integer, Integer> startedWithThree(Model model) {
    return started(
        model,
        Quorum.of(5, new Quorum.Group(0b11111, 2, ""), new Quorum.Group(0b10000, 1, "home")),
        false);
  }

  @Test
  void whoIsNotNeededIsRepairedWhenTheReadHasEnded() {
    Model model = new Model(5);
    QuorumRead<Integer, Integer> read = startedWithThree(model);
    read.answered(1, 4, 10);
    read.answered(0, 5, 10);
    read.answered(4, 5, 10);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.written).containsExactly(0, 5, 0, 0, 0);
    assertThat(model.writesBehind).as("after the result").isOne();
    assertThat(read.isDone()).isTrue();
  }

  @Test
  void lateAnswerIsRepairedWhereItLacksSomething() {
    for (int late = 3; late <= 6; late++) {
      Model model = speculated(false, late);
      assertThat(model.result).isEqualTo(5);
      assertThat(model.written[0]).as("answered %d", late).isEqualTo(late < 5 ? 5 : 0);
      assertThat(model.written[1] + model.written[2]).as("what only it has is not spread").isZero();
    }
  }

  /**
   * A read that another one than the first replica's answer has completed, and then the first's.
   */
  private static Model speculated(boolean mayDigest, int late) {
    Model model = new Model(3);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = started(model, Quorum.of(2, 3), mayDigest);
    read.tick(SPECULATION_NANOS);
    read.answered(1, mayDigest ? ~5 : 5, 30 * MILLI);
    read.answered(2, 5, 30 * MILLI);
    model.asked[0] = false;
    read.answered(0, late, 40 * MILLI);
    return model;
  }

  @Test
  void lateAnswerIsAsGoodAsAnyAmongDigests() {
    assertThat(speculated(true, 4).written).containsExactly(5, 0, 0);
    assertThat(speculated(true, 5).writesBehind).isZero();
  }

  @Test
  void dataIsFetchedInTheBackgroundWhereALateDigestDiffers() {
    for (int late = 4; late <= 6; late++) {
      Model model = new Model(3);
      model.tokens = 1;
      QuorumRead<Integer, Integer> read = digesting(model, 2);
      read.tick(SPECULATION_NANOS);
      read.answered(0, 5, 30 * MILLI);
      read.answered(2, 5, 30 * MILLI);
      assertThat(model.result).isEqualTo(5);
      model.asked[1] = false;
      read.answered(1, ~late, 40 * MILLI);
      assertThat(model.asked[1]).as("asked for data").isEqualTo(late != 5);
      assertThat(model.writesBehind).isZero();
      if (late != 5) {
        assertThat(model.digest[1]).isFalse();
        read.answered(1, late, 50 * MILLI);
      }
      assertThat(model.written).containsExactly(0, late < 5 ? 5 : 0, 0);
    }
  }

  @Test
  void whoAnswersWhileOthersAreRepairedIsRepairedAfterwards() {
    Model model = new Model(3);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.tick(SPECULATION_NANOS);
    read.answered(1, 5, 30 * MILLI);
    read.answered(2, 4, 30 * MILLI);
    read.answered(0, 3, 30 * MILLI);
    assertThat(model.written).containsExactly(0, 0, 5);
    read.repair().acknowledged(2);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.written).containsExactly(5, 0, 5);
    assertThat(model.writesBehind).isOne();
  }

  @Test
  void whatTheWriteBackBroughtIsNotSentOnceMore() {
    Model model = new Model(3);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.tick(SPECULATION_NANOS);
    read.answered(1, 5, 30 * MILLI);
    read.answered(2, 4, 30 * MILLI);
    model.reach[2] = Reach.UNREACHABLE;
    read.repair().lost(2, 30 * MILLI);
    assertThat(model.written[0]).as("in its place").isEqualTo(5);
    read.answered(0, 3, 30 * MILLI);
    read.repair().acknowledged(0);
    assertThat(model.result).isEqualTo(5);
    assertThat(model.writesBehind).isZero();
  }

  @Test
  void readThatFailedHasNoBackground() {
    Model model = new Model(3);
    model.tokens = 1;
    QuorumRead<Integer, Integer> read = started(model, 2);
    read.tick(SPECULATION_NANOS);
    read.answered(1, 5, 30 * MILLI);
    read.answered(2, 4, 30 * MILLI);
    read.tick(LIMITS.deadlineNanos());
    assertThat(model.failure).isNotNull();
    read.answered(0, 3, LIMITS.deadlineNanos());
    assertThat(model.written).containsExactly(0, 0, 5);
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
    QuorumRead<Integer, Integer> read =
        started(model, Quorum.of(required, replicas), random.nextBoolean());
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
      goOn(model, read, seed);
    }
    return model.result != null;
  }

  /** All that is under way comes, and whoever told that it has less than the answer has it then. */
  private static void goOn(Model model, QuorumRead<Integer, Integer> read, long seed) {
    int result = model.result;
    boolean[] told = model.asked.clone();
    model.takesSends = true;
    Arrays.fill(model.reach, Reach.CONNECTED);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < told.length; i++) {
        if (model.asked[i]) {
          model.asked[i] = false;
          read.answered(i, model.digest[i] ? ~model.values[i] : model.values[i], 0);
        }
        if (model.writing[i]) {
          model.writing[i] = false;
          model.values[i] = Math.max(model.values[i], model.written[i]);
        }
      }
    }
    for (int i = 0; i < told.length; i++) {
      assertThat(model.asked[i] || model.writing[i]).as("seed %d comes to an end", seed).isFalse();
      if (told[i] && (model.writesFailed & 1 << i) == 0) {
        assertThat(model.values[i])
            .as("seed %d: replica %d", seed, i)
            .isGreaterThanOrEqualTo(result);
      }
    }
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
      case 0, 1, 2 -> {
        int value = model.values[replica];
        read.answered(replica, model.digest[replica] ? ~value : value, now);
      }
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
        model.writesFailed |= 1 << replica;
        model.reach[replica] = Reach.UNREACHABLE;
        repair.lost(replica, now);
      }
      case 3 -> {
        model.writesFailed |= 1 << replica;
        repair.refused(replica, now, new Refusal(Reason.OVERLOADED, "", 0, EPOCH));
      }
      default -> {
        // The answer is on its way.
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import static io.ringtail.node.hint.HintHarness.ADA;
import static io.ringtail.node.hint.HintHarness.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.hint.HintSender.Outcome;
import io.ringtail.protocol.ring.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom hints reach, in which order, and how fast. */
class HintDeliveryTest {
  private static final int SEGMENT_BYTES = 1 << 14;
  private static final int RECORD_BYTES = HintFormat.RECORD_HEADER_BYTES + 4 + 100;
  private static final long AGE_MILLIS_MAX = 3_600_000;

  private final HintHarness harness = new HintHarness(1, SyncMode.GROUP, SEGMENT_BYTES);
  private final FakeSender sender = new FakeSender(harness);
  private final Set<NodeId> up = new HashSet<>();

  private HintDelivery deliver(long bytesPerSecond) {
    return new HintDelivery(
        harness.store, sender, up::contains, bytesPerSecond, harness.world, harness.world.random());
  }

  private void keep(NodeId target, int from, int to) {
    for (int number = from; number < to; number++) {
      assertThat(harness.append(target, number, 100)).isInstanceOf(HintOutcome.Kept.class);
      if (number % 50 == 49) {
        harness.commit();
      }
    }
    harness.commit();
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void passUntilEmpty(long millisMax) {
    harness.world.until(millisMax, () -> harness.store.targets().isEmpty());
  }

  @Test
  void hintsGoOldestFirstAndTheirFilesWithThem() {
    keep(ADA, 0, 500);
    keep(BOB, 500, 520);
    up.add(ADA);
    up.add(BOB);
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 500));
    assertThat(sender.delivered(BOB)).isEqualTo(numbers(500, 520));
    harness.world.pass(1_000);
    assertThat(harness.paths(ADA)).isEmpty();
    assertThat(harness.paths(BOB)).isEmpty();
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(520, 520, 0, 0));
    assertThat(harness.failures).isEmpty();
    harness.reopen();
    assertThat(harness.store.targets()).isEmpty();
  }

  @Test
  void nothingIsScheduledWhileThereAreNoHints() {
    HintDelivery delivery = deliver(0);
    assertThat(harness.world.isQuiet()).isTrue();
    keep(ADA, 0, 10);
    assertThat(harness.world.isQuiet()).isFalse();
    up.add(ADA);
    passUntilEmpty(2_000);
    harness.world.pass(2_000);
    assertThat(harness.world.isQuiet()).isTrue();
    keep(ADA, 10, 20);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 20));
    keep(ADA, 20, 30);
    delivery.stop();
    harness.world.pass(2_000);
    assertThat(harness.world.isQuiet()).isTrue();
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 20));
  }

  @Test
  void aTargetThatIsDownGetsNothingUntilItIsUp() {
    keep(ADA, 0, 1_000);
    deliver(0);
    harness.world.pass(5_000);
    assertThat(sender.batches).isEmpty();
    up.add(ADA);
    harness.world.until(1_000, () -> sender.batches.size() == 3);
    up.remove(ADA);
    harness.world.pass(5_000);
    assertThat(sender.batches).hasSize(3);
    assertThat(sender.delivered(ADA)).hasSizeLessThan(1_000);
    up.add(ADA);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 1_000));
  }

  @Test
  void whatIsToBeTriedLaterIsTriedLessAndLessOften() {
    keep(ADA, 0, 300);
    keep(BOB, 300, 310);
    up.add(ADA);
    up.add(BOB);
    sender.outcome = target -> target.equals(ADA) ? Outcome.RETRY : Outcome.DELIVERED;
    deliver(0);
    harness.world.pass(60_000);
    assertThat(sender.delivered(BOB)).isEqualTo(numbers(300, 310));
    List<FakeSender.Batch> tried =
        sender.batches.stream().filter(batch -> batch.target().equals(ADA)).toList();
    assertThat(tried).hasSizeBetween(8, 16);
    assertThat(tried.stream().map(FakeSender.Batch::numbers).distinct()).hasSize(1);
    long last = tried.getLast().atMillis() - tried.get(tried.size() - 2).atMillis();
    assertThat(last).isBetween(5_000L, 10_500L);
    sender.outcome = target -> Outcome.DELIVERED;
    passUntilEmpty(11_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 300));
  }

  @Test
  void aTargetThatWasDownIsTriedAtOnce() {
    keep(ADA, 0, 10);
    up.add(ADA);
    sender.outcome = target -> Outcome.RETRY;
    deliver(0);
    harness.world.pass(60_000);
    up.remove(ADA);
    harness.world.pass(300);
    up.add(ADA);
    sender.outcome = target -> Outcome.DELIVERED;
    passUntilEmpty(600);
  }

  @Test
  void whatAppliesNoMoreIsDoneWith() {
    keep(ADA, 0, 300);
    up.add(ADA);
    sender.outcome = target -> Outcome.GONE;
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(300, 300, 0, 0));
  }

  @Test
  void batchesAreBoundedAndThereIsOneUnderWayForATarget() {
    keep(ADA, 0, 1_000);
    harness.keep(ADA, 1_000, 3 * TargetDelivery.BATCH_BYTES);
    harness.keep(ADA, 1_001, TargetDelivery.BATCH_BYTES / 2);
    harness.keep(ADA, 1_002, TargetDelivery.BATCH_BYTES / 2);
    up.add(ADA);
    // Longer than it takes to look around again.
    sender.answerNanos = 400_000_000;
    deliver(0);
    passUntilEmpty(60_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 1_003));
    assertThat(sender.openMax).isEqualTo(1);
    for (FakeSender.Batch batch : sender.batches) {
      assertThat(batch.mutations()).hasSizeBetween(1, TargetDelivery.BATCH_HINTS);
      assertThat(batch.mutations().size() == 1 || batch.bytes() <= TargetDelivery.BATCH_BYTES)
          .isTrue();
    }
  }

  @Test
  void theRateIsKeptForAllTargetsTogetherAndShared() {
    keep(ADA, 0, 4_000);
    keep(BOB, 4_000, 8_000);
    up.add(ADA);
    up.add(BOB);
    long rate = 50_000;
    // One of them answers when the other's turn would be.
    sender.answerNanosOf.put(ADA, 310_000_000L);
    deliver(rate);
    for (int second = 1; second <= 10; second++) {
      harness.world.pass(1_000);
      long bytes = sender.batches.stream().mapToLong(FakeSender.Batch::bytes).sum();
      long most = rate * second + rate / 4 + 2 * TargetDelivery.BATCH_HINTS * RECORD_BYTES;
      assertThat(bytes).isBetween(rate * (second - 1), most);
    }
    int ada = sender.delivered(ADA).size();
    int bob = sender.delivered(BOB).size();
    assertThat(ada).isBetween(bob * 2 / 3, bob * 3 / 2);
    up.remove(BOB);
    sender.answerNanosOf.clear();
    long before = sender.delivered(ADA).size();
    harness.world.pass(4_000);
    // Who is alone has all of it.
    assertThat((sender.delivered(ADA).size() - before) * RECORD_BYTES)
        .isBetween(3 * rate, 5 * rate);
  }

  @Test
  void theRateIsKeptForATrickleToo() {
    up.add(ADA);
    long rate = 2_000;
    deliver(rate);
    for (int round = 0; round < 20; round++) {
      keep(ADA, 80 * round, 80 * (round + 1));
      harness.world.pass(600);
    }
    long bytes = sender.batches.stream().mapToLong(FakeSender.Batch::bytes).sum();
    assertThat(bytes).isLessThan(rate * 15 + TargetDelivery.BATCH_HINTS * RECORD_BYTES);
    passUntilEmpty(200_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 1_600));
  }

  @Test
  void expiredHintsArePassedOver() {
    keep(ADA, 0, 10);
    harness.world.pass(AGE_MILLIS_MAX / 2);
    keep(ADA, 10, 20);
    harness.world.pass(AGE_MILLIS_MAX / 2);
    up.add(ADA);
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(10, 20));
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(20, 10, 10, 0));
  }

  @Test
  void filesInWhichAllHasExpiredGoWhoeverIsDown() {
    keep(ADA, 0, 500);
    deliver(0);
    harness.world.pass(AGE_MILLIS_MAX / 2);
    keep(ADA, 500, 600);
    assertThat(harness.store.targets().getFirst().count()).isEqualTo(600);
    harness.world.pass(AGE_MILLIS_MAX / 2);
    // The last segment has younger ones, too.
    assertThat(harness.store.targets().getFirst().count()).isBetween(100L, 250L);
    harness.world.pass(AGE_MILLIS_MAX / 2 + 1_000);
    assertThat(harness.store.targets()).isEmpty();
    assertThat(harness.paths(ADA)).isEmpty();
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(600, 0, 600, 0));
    assertThat(harness.world.isQuiet()).isTrue();
  }

  @Test
  void whatIsNeverTakenExpiresInTheEnd() {
    keep(ADA, 0, 10);
    up.add(ADA);
    sender.outcome = target -> Outcome.RETRY;
    deliver(0);
    harness.world.pass(AGE_MILLIS_MAX + 20_000);
    assertThat(harness.store.targets()).isEmpty();
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(10, 0, 10, 0));
  }

  @Test
  void aRestartBeginsTheSegmentAnew() {
    keep(ADA, 0, 121);
    harness.keep(ADA, 121, 10_000);
    keep(ADA, 122, 200);
    up.add(ADA);
    deliver(0);
    harness.world.until(1_000, () -> sender.batches.size() == 1);
    harness.kill();
    List<Integer> first = sender.delivered(ADA);
    assertThat(first).isNotEmpty().hasSizeLessThan(200);
    sender.batches.clear();
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 200));
  }

  @Test
  void whatIsKeptMeanwhileComesBehind() {
    up.add(ADA);
    deliver(0);
    for (int number = 0; number < 4_000; number++) {
      // So small that no segment is full before it is taken.
      assertThat(harness.append(ADA, number, 10)).isInstanceOf(HintOutcome.Kept.class);
      harness.store.commitTurn();
      harness.world.pass(1);
    }
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 4_000));
    // At most one file for each look: a trickle of hints is no trickle of files.
    keep(ADA, 4_000, 4_001);
    String path = harness.paths(ADA).getFirst();
    assertThat(HintFormat.segmentIdOf(path.substring(path.lastIndexOf('/') + 1)))
        .isBetween(5, 4_000 / (int) HintDelivery.POLL_MILLIS + 2);
  }

  @Test
  void aTargetThatIsForgottenMeanwhileGetsNoMore() {
    keep(ADA, 0, 1_000);
    up.add(ADA);
    deliver(0);
    harness.world.until(1_000, () -> sender.batches.size() == 2);
    harness.store.forget(ADA);
    harness.world.pass(2_000);
    assertThat(sender.batches).hasSize(2);
    assertThat(harness.paths(ADA)).isEmpty();
    keep(ADA, 1_000, 1_010);
    passUntilEmpty(2_000);
    assertThat(sender.batches.getLast().numbers()).isEqualTo(numbers(1_000, 1_010));
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void anAnswerAtOnceIsAsGood() {
    keep(ADA, 0, 3_000);
    up.add(ADA);
    sender.answerNanos = 0;
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 3_000));
  }

  @Test
  void whoAnswersTwiceIsHeardOnce() {
    keep(ADA, 0, 1_000);
    up.add(ADA);
    HintSender twice =
        (target, mutations, oldestMillis, done) ->
            sender.send(
                target,
                mutations,
                oldestMillis,
                outcome -> {
                  done.accept(outcome);
                  harness.loop.execute(() -> done.accept(outcome));
                });
    new HintDelivery(harness.store, twice, up::contains, 0, harness.world, harness.world.random());
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).isEqualTo(numbers(0, 1_000));
  }

  @Test
  void damageAndLostFilesCostOnlyWhatTheyHeld() {
    keep(ADA, 0, 500);
    List<String> paths = harness.paths(ADA);
    harness.reopen();
    harness.disk.flip(paths.getFirst(), HintFormat.SEGMENT_HEADER_BYTES + 3 * RECORD_BYTES + 50, 1);
    harness.disk.delete(paths.get(1));
    up.add(ADA);
    deliver(0);
    passUntilEmpty(2_000);
    List<Integer> delivered = sender.delivered(ADA);
    assertThat(delivered).isSorted().startsWith(0, 1, 2, 4, 5).endsWith(498, 499);
    assertThat(delivered).hasSizeBetween(500 - 2 - 150, 500 - 2 - 50);
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aLargeSegmentIsReadInPieces() {
    HintHarness large = new HintHarness(1, SyncMode.GROUP, 4 << 20);
    for (int number = 0; number < 1_000; number++) {
      large.append(ADA, number, 2_000);
    }
    large.commit();
    FakeSender slow = new FakeSender(large);
    slow.outcome = target -> Outcome.RETRY;
    long reads = large.disk.reads();
    new HintDelivery(large.store, slow, target -> true, 0, large.world, large.world.random());
    large.world.pass(5_000);
    assertThat(large.paths(ADA)).hasSize(1);
    assertThat(large.disk.reads() - reads).isEqualTo(1);
    slow.outcome = target -> Outcome.DELIVERED;
    large.world.until(15_000, () -> large.store.targets().isEmpty());
    assertThat(large.disk.reads() - reads).isEqualTo(8);
    assertThat(slow.delivered(ADA)).isEqualTo(numbers(0, 1_000));
  }

  @Test
  void anAnswerAfterTheEndIsOfNoConsequence() {
    keep(ADA, 0, 100);
    up.add(ADA);
    sender.answerNanos = 1_000_000_000;
    HintDelivery delivery = deliver(0);
    harness.world.until(1_000, () -> sender.batches.size() == 1);
    delivery.stop();
    boolean[] closed = {false};
    harness.store.close(() -> closed[0] = true);
    harness.world.until(100, () -> closed[0]);
    List<String> paths = harness.paths(ADA);
    harness.world.pass(5_000);
    assertThat(harness.paths(ADA)).isEqualTo(paths).isNotEmpty();
    assertThat(harness.world.isQuiet()).isTrue();
  }

  @Test
  void theStoreClosesInTheMiddleOfADelivery() {
    keep(ADA, 0, 1_000);
    up.add(ADA);
    HintDelivery delivery = deliver(0);
    harness.world.until(1_000, () -> sender.batches.size() == 2);
    delivery.stop();
    harness.reopen();
    deliver(0);
    passUntilEmpty(2_000);
    assertThat(sender.delivered(ADA)).containsAll(numbers(0, 1_000));
    assertThat(harness.failures).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import static io.ringtail.node.hint.HintHarness.ADA;
import static io.ringtail.node.hint.HintHarness.BOB;
import static io.ringtail.node.hint.HintHarness.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.disk.MemoryDisk.Remains;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When hints count as kept, and what becomes of them where the disk fails. */
class HintStoreTest {
  private static final int SEGMENT_BYTES = 4_096;
  private static final int RECORD_BYTES = HintFormat.RECORD_HEADER_BYTES + 4 + 100;

  private HintHarness harness = new HintHarness(1, SyncMode.GROUP, SEGMENT_BYTES);

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void keep(NodeId target, int from, int to) {
    for (int number = from; number < to; number++) {
      harness.keep(target, number, 100);
    }
  }

  private Reason refusal(NodeId target, int number) {
    return ((HintOutcome.Refused) harness.append(target, number, 100)).reason();
  }

  private long left(NodeId target) {
    return harness.store.targets().stream()
        .filter(each -> each.target().equals(target))
        .mapToLong(TargetHints::count)
        .sum();
  }

  @Test
  void positionsAreOneSequenceAndCommittedOnceSynced() {
    assertThat(harness.append(ADA, 1, 100)).isEqualTo(new HintOutcome.Kept(1));
    assertThat(harness.append(BOB, 2, 100)).isEqualTo(new HintOutcome.Kept(2));
    assertThat(harness.append(ADA, 3, 100)).isEqualTo(new HintOutcome.Kept(3));
    assertThat(harness.store.committed()).isZero();
    harness.store.commitTurn();
    assertThat(harness.store.committed()).isZero();
    harness.world.pass(100);
    assertThat(harness.store.committed()).isEqualTo(3);
    assertThat(harness.committed).isEqualTo(3);
    assertThat(harness.store.counts().kept()).isEqualTo(3);
  }

  @Test
  void turnsThatComeMeanwhileShareTheNextSync() {
    keep(ADA, 0, 1);
    long before = harness.disk.forces();
    for (int number = 1; number < 20; number++) {
      harness.append(ADA, number, 100);
      harness.store.commitTurn();
    }
    harness.world.pass(100);
    assertThat(harness.committed).isEqualTo(20);
    assertThat(harness.disk.forces() - before).isEqualTo(2);
  }

  @Test
  void whatWaitsForItsSegmentHoldsBackWhatComesAfterIt() {
    keep(ADA, 0, 1);
    harness.append(BOB, 1, 100);
    harness.append(ADA, 2, 100);
    harness.store.commitTurn();
    // The segment for the second target is still being made.
    assertThat(harness.numbers(ADA)).containsExactly(0, 2);
    assertThat(harness.numbers(BOB)).isEmpty();
    harness.world.until(100, () -> harness.committed == 3);
    assertThat(harness.numbers(BOB)).containsExactly(1);
  }

  @Test
  void inOtherModesWhatIsWrittenIsCommittedAtOnce() {
    for (SyncMode mode : List.of(SyncMode.PERIODIC, SyncMode.NONE)) {
      harness = new HintHarness(1, mode, SEGMENT_BYTES);
      keep(ADA, 0, 1);
      long forces = harness.disk.forces();
      harness.append(ADA, 1, 100);
      harness.store.commitTurn();
      assertThat(harness.committed).isEqualTo(2);
      assertThat(harness.disk.forces()).isEqualTo(forces);
      harness.world.pass(1_100);
      assertThat(harness.disk.forces() - forces).isEqualTo(mode == SyncMode.PERIODIC ? 1 : 0);
      harness.kill();
      assertThat(left(ADA)).isEqualTo(2);
    }
  }

  @Test
  void whatIsCommittedOutlivesAPowerFailureWithAllItsNames() {
    keep(ADA, 0, 100);
    keep(BOB, 100, 110);
    harness.crash(Remains.NOTHING);
    assertThat(harness.numbers(ADA)).isEqualTo(numbers(0, 100));
    assertThat(harness.numbers(BOB)).isEqualTo(numbers(100, 110));
    assertThat(left(ADA)).isEqualTo(100);
    assertThat(harness.paths(ADA)).hasSizeGreaterThan(2);
  }

  @Test
  void whatAKilledProcessHadCommittedIsSyncedByTheNextOne() {
    harness = new HintHarness(1, SyncMode.PERIODIC, SEGMENT_BYTES);
    keep(ADA, 0, 10);
    harness.kill();
    harness.crash(Remains.NOTHING);
    assertThat(harness.numbers(ADA)).isEqualTo(numbers(0, 10));
  }

  @Test
  void segmentsEndWhereTheyAreFull() {
    keep(ADA, 0, 100);
    int each = (SEGMENT_BYTES - HintFormat.SEGMENT_HEADER_BYTES) / RECORD_BYTES + 1;
    assertThat(harness.paths(ADA)).hasSize((100 + each - 1) / each);
    for (String path : harness.paths(ADA)) {
      assertThat(harness.disk.bytes(path).length).isLessThanOrEqualTo(SEGMENT_BYTES + RECORD_BYTES);
    }
  }

  @Test
  void aRecordThatIsLongerThanASegmentIsKept() {
    harness.keep(ADA, 1, 3 * SEGMENT_BYTES);
    harness.keep(ADA, 2, 100);
    harness.reopen();
    assertThat(harness.numbers(ADA)).containsExactly(1, 2);
  }

  @Test
  void aTurnThatFillsMoreThanASegmentIsRefused() {
    int kept = 0;
    while (harness.append(ADA, kept, 100) instanceof HintOutcome.Kept) {
      kept++;
    }
    assertThat(kept).isBetween(25, 40);
    assertThat(refusal(ADA, kept)).isEqualTo(Reason.OVERLOADED);
    assertThat(harness.store.counts().refused()).isEqualTo(2);
    harness.commit();
    assertThat(harness.committed).isEqualTo(kept);
    keep(ADA, kept, kept + 1);
    assertThat(harness.numbers(ADA)).isEqualTo(numbers(0, kept + 1));
  }

  @Test
  void theStoreIsBounded() {
    harness =
        new HintHarness(
            1,
            new HintStore.Settings(
                new MemoryDisk(),
                FOLDER,
                SyncMode.GROUP,
                1_000,
                SEGMENT_BYTES,
                20 * RECORD_BYTES,
                1_000));
    keep(ADA, 0, 15);
    keep(BOB, 15, 20);
    assertThat(refusal(ADA, 20)).isEqualTo(Reason.OVERLOADED);
    harness.store.forget(BOB);
    keep(ADA, 20, 25);
    assertThat(refusal(ADA, 25)).isEqualTo(Reason.OVERLOADED);
    harness.reopen();
    assertThat(refusal(BOB, 25)).isEqualTo(Reason.OVERLOADED);
    assertThat(harness.store.targets())
        .containsExactly(
            new TargetHints(
                ADA, 20 * RECORD_BYTES, 20, harness.store.targets().getFirst().oldestMillis()));
  }

  @Test
  void aFullDiskRefusesHintsUntilThereIsRoom() {
    keep(ADA, 0, 5);
    harness.disk.limit(harness.disk.usedBytes() + RECORD_BYTES / 2);
    assertThat(harness.append(ADA, 5, 100)).isEqualTo(new HintOutcome.Kept(6));
    assertThat(harness.append(BOB, 6, 100)).isEqualTo(new HintOutcome.Kept(7));
    harness.commit();
    assertThat(harness.refusals).containsExactly(Reason.DISK_FULL);
    assertThat(harness.refusedFrom).isEqualTo(6);
    assertThat(refusal(ADA, 7)).isEqualTo(Reason.DISK_FULL);
    assertThat(left(ADA)).isEqualTo(5);
    assertThat(left(BOB)).isZero();
    assertThat(harness.store.counts()).isEqualTo(new HintCounts(5, 0, 0, 3));

    harness.disk.limit(Long.MAX_VALUE);
    harness.world.pass(1_000);
    keep(ADA, 8, 10);
    keep(BOB, 10, 11);
    assertThat(harness.failures).isEmpty();
    harness.crash(Remains.NOTHING);
    assertThat(harness.numbers(ADA)).containsExactly(0, 1, 2, 3, 4, 8, 9);
    assertThat(harness.numbers(BOB)).containsExactly(10);
  }

  @Test
  void aDiskThatIsFullForTheFirstSegmentRefuses() {
    harness.disk.limit(10);
    harness.append(ADA, 1, 100);
    harness.commit();
    assertThat(harness.refusals).containsExactly(Reason.DISK_FULL);
    assertThat(harness.paths(ADA)).isEmpty();
    harness.disk.limit(Long.MAX_VALUE);
    harness.world.pass(1_000);
    keep(ADA, 2, 3);
    assertThat(harness.numbers(ADA)).containsExactly(2);
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aFailedSyncIsToldOnceAndNothingIsCommittedAnyMore() {
    keep(ADA, 0, 1);
    harness.disk.failForces();
    harness.append(ADA, 1, 100);
    harness.commit();
    assertThat(harness.failures).hasSize(1);
    assertThat(harness.failures.getFirst()).contains("cannot sync hints");
    assertThat(harness.committed).isEqualTo(1);
    assertThat(refusal(ADA, 2)).isEqualTo(Reason.STOPPING);
    long forces = harness.disk.forces();
    harness.world.pass(10_000);
    harness.close();
    assertThat(harness.disk.forces()).isEqualTo(forces);
    assertThat(harness.failures).hasSize(1);
  }

  @Test
  void aSegmentThatCannotBeMadeIsAFailure() {
    harness.disk.failFolder(FOLDER);
    harness.append(ADA, 1, 100);
    harness.commit();
    assertThat(harness.failures).hasSize(1);
    assertThat(harness.failures.getFirst()).contains("cannot make hints/" + ADA);
    assertThat(harness.committed).isZero();
    harness.close();
  }

  @Test
  void whatIsForgottenIsGone() {
    keep(ADA, 0, 60);
    keep(BOB, 60, 65);
    harness.append(ADA, 65, 100);
    harness.store.forget(ADA);
    harness.world.pass(100);
    assertThat(harness.committed).isEqualTo(66);
    assertThat(harness.paths(ADA)).isEmpty();
    assertThat(harness.store.targets()).extracting(TargetHints::target).containsExactly(BOB);
    keep(ADA, 66, 70);
    harness.reopen();
    assertThat(harness.numbers(ADA)).isEqualTo(numbers(66, 70));
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void whatIsForgottenWhileItsSegmentIsMadeIsGone() {
    harness.append(ADA, 0, 100);
    harness.store.commitTurn();
    harness.store.forget(ADA);
    harness.world.pass(100);
    assertThat(harness.committed).isEqualTo(1);
    assertThat(harness.numbers(ADA)).isEmpty();
    assertThat(left(ADA)).isZero();
    keep(ADA, 1, 3);
    assertThat(harness.numbers(ADA)).containsExactly(1, 2);
  }

  @Test
  void closingWritesWhatWaits() {
    harness.append(ADA, 1, 100);
    harness.append(BOB, 2, 100);
    harness.close();
    assertThat(refusal(ADA, 3)).isEqualTo(Reason.STOPPING);
    harness.crash(Remains.NOTHING);
    assertThat(harness.numbers(ADA)).containsExactly(1);
    assertThat(harness.numbers(BOB)).containsExactly(2);
  }

  @Test
  void anEmptyStoreMakesNoFilesAndCloses() {
    harness.commit();
    harness.close();
    assertThat(harness.disk.list(FOLDER)).isEmpty();
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aTornTailIsDropped() {
    keep(ADA, 0, 10);
    String path = harness.paths(ADA).getFirst();
    byte[] bytes = harness.disk.bytes(path);
    for (int cut = 1; cut < RECORD_BYTES; cut++) {
      byte[] torn = new byte[bytes.length - cut];
      System.arraycopy(bytes, 0, torn, 0, torn.length);
      harness.disk.put(path, torn);
      harness.kill();
      assertThat(left(ADA)).isEqualTo(9);
      assertThat(harness.store.targets().getFirst().bytes()).isEqualTo(9 * RECORD_BYTES);
    }
    harness.keep(ADA, 10, 100);
    assertThat(harness.numbers(ADA)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 10);
  }

  @Test
  void damageInTheMiddleCostsOnlyWhatIsDamaged() {
    keep(ADA, 0, 10);
    String path = harness.paths(ADA).getFirst();
    byte[] bytes = harness.disk.bytes(path);
    for (int at = 0; at < bytes.length - RECORD_BYTES; at += 7) {
      harness.disk.put(path, bytes);
      harness.disk.flip(path, at, at % 8);
      harness.kill();
      boolean isHeader = at < HintFormat.SEGMENT_HEADER_BYTES;
      assertThat(left(ADA)).as("offset " + at).isEqualTo(isHeader ? 10 : 9);
      assertThat(harness.numbers(ADA)).contains(9);
    }
    harness.disk.put(path, bytes);
    byte[] holes = bytes.clone();
    Arrays.fill(holes, 200, 700, (byte) 0);
    harness.disk.put(path, holes);
    harness.kill();
    assertThat(harness.numbers(ADA)).containsExactly(0, 6, 7, 8, 9);
  }

  @Test
  void aFileWithoutAnyHintIsDeleted() {
    harness.disk.put(FOLDER + "/" + ADA + "/hints-00000003", new byte[0]);
    harness.disk.put(FOLDER + "/" + ADA + "/hints-00000004", new byte[500]);
    harness.disk.put(FOLDER + "/" + ADA + "/notes", new byte[5]);
    harness.disk.put(FOLDER + "/notes/hints-00000004", new byte[5]);
    harness.kill();
    assertThat(harness.disk.list(FOLDER + "/" + ADA)).containsExactly("notes");
    keep(ADA, 0, 1);
    assertThat(harness.numbers(ADA)).containsExactly(0);
  }

  @Test
  void aSegmentOfAnotherVersionIsLeftAlone() {
    keep(ADA, 0, 10);
    String path = harness.paths(ADA).getFirst();
    byte[] bytes = harness.disk.bytes(path);
    byte[] other = HintFormatTest.withVersion(bytes, 2);
    harness.disk.put(path, other);
    harness.kill();
    assertThat(harness.store.targets()).isEmpty();
    keep(ADA, 10, 12);
    assertThat(Arrays.equals(harness.disk.bytes(path), other)).isTrue();
    harness.disk.put(path, bytes);
    harness.kill();
    assertThat(harness.numbers(ADA)).isEqualTo(numbers(0, 12));
  }
}

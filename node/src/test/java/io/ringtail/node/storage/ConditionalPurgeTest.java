// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Deletions of conditional writes have the timestamp of the plain write below them, so that they
 * look as old as that however young they are.
 */
class ConditionalPurgeTest {
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final byte[] KEY = {1};
  private static final byte[] ANOTHER = {7};
  private static final byte[] VALUE = {2};

  private final StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, 1 << 16, 3 << 20);
  private final long writtenMillis;

  ConditionalPurgeTest() {
    harness.nowMillis = 1_000 * DAY_MILLIS;
    writtenMillis = harness.nowMillis - 100 * DAY_MILLIS;
    harness.storage.useOptions(
        tableId -> TableOptions.DEFAULT.withTombstoneGc(new TombstoneGc.Grace(DAY_MILLIS)));
  }

  private Version version(int count) {
    return new Version(Timestamp.ofMillis(writtenMillis), 5, count);
  }

  private static PartitionData row(
      @Nullable Liveness mark, @Nullable Version deletion, List<Cell> cells) {
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, mark, deletion, cells)));
  }

  private void write(PartitionData data) {
    harness.write(StorageHarness.TABLE, KEY, data);
    harness.flush();
  }

  /** What is left of a deletion behind a value, in one file after all merges there may be. */
  private PartitionData leftOf(PartitionData deletion) {
    write(row(null, null, List.of(new Cell(1, version(0), VALUE, Expiry.NEVER))));
    write(deletion);
    return left();
  }

  private PartitionData left() {
    for (int round = 0; round < 2; round++) {
      var compacted = harness.storage.compactAll(StorageHarness.TABLE);
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
      assertThat(compacted).isCompleted();
      harness.threads.advance(TimeUnit.MINUTES.toMillis(2));
      harness.threads.settle(harness.random);
    }
    return harness.data(StorageHarness.TABLE, KEY);
  }

  @Test
  void deletionOfAPlainWriteLeavesWhenItIsOld() {
    Version later = new Version(Timestamp.ofMillis(writtenMillis) + 1, 5, 0);
    assertThat(leftOf(row(null, null, List.of(Cell.tombstone(1, later)))).isEmpty()).isTrue();
    assertThat(harness.storage.usage()).isEmpty();
  }

  @Test
  void deletionOfAConditionalWriteStays() {
    List<PartitionData> deletions =
        List.of(
            row(null, null, List.of(Cell.tombstone(1, version(1)))),
            row(null, version(2), List.of()),
            new PartitionData(version(3), List.of(), List.of()));
    for (PartitionData deletion : deletions) {
      // A young one in the same file: else no deletion would be looked at.
      Version young = new Version(Timestamp.ofMillis(harness.nowMillis), 5, 0);
      harness.write(
          StorageHarness.TABLE, ANOTHER, row(null, null, List.of(Cell.tombstone(1, young))));
      assertThat(leftOf(deletion)).isEqualTo(deletion);
    }
  }

  @Test
  void deletionOfAConditionalWriteStaysInAFileOfItsOwn() {
    PartitionData deletion = row(null, null, List.of(Cell.tombstone(1, version(1))));
    write(deletion);
    assertThat(left()).isEqualTo(deletion);
  }

  @Test
  void whatExpiresOfAConditionalWriteLeavesADeletionThatStays() {
    long expiry = writtenMillis + DAY_MILLIS;
    write(
        row(
            new Liveness(version(1), expiry),
            null,
            List.of(new Cell(1, version(1), VALUE, expiry))));
    assertThat(left())
        .isEqualTo(
            row(new Liveness(version(1), expiry), null, List.of(Cell.tombstone(1, version(1)))));
  }
}

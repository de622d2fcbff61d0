// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done with a table is done with what is hidden beside it. */
class HiddenTablesTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int HIDDEN = HiddenTables.beside(TABLE);
  private static final int OTHER = 8;
  private static final byte[] KEY = {1};

  private final StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, 1 << 16, 3 << 20);

  private static PartitionData value(int timestamp) {
    Cell cell = new Cell(1, new Version(timestamp, 9, 0), new byte[50], Expiry.NEVER);
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
  }

  private void write(int... tables) {
    for (int table : tables) {
      assertThat(harness.write(table, KEY, value(5))).isInstanceOf(WriteOutcome.Written.class);
    }
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
  }

  @Test
  void idsAreThoseOfTablesWithABitMore() {
    assertThat(HIDDEN).isEqualTo(TABLE + 1_073_741_824);
    assertThat(HiddenTables.owner(HIDDEN)).isEqualTo(TABLE);
    assertThat(HiddenTables.owner(TABLE)).isEqualTo(TABLE);
    assertThat(HiddenTables.isHidden(HIDDEN)).isTrue();
    assertThat(HiddenTables.isHidden(TABLE)).isFalse();
    assertThatThrownBy(() -> HiddenTables.beside(HIDDEN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isHeldFromItsFirstWriteOn() {
    write(TABLE);
    assertThat(harness.storage.holds(HIDDEN)).isFalse();
    write(HIDDEN);
    assertThat(harness.storage.holds(HIDDEN)).isTrue();
    harness.flush();
    assertThat(harness.storage.holds(HIDDEN)).isTrue();
    harness.reopen();
    assertThat(harness.storage.holds(HIDDEN)).isTrue();
    assertThat(harness.storage.holds(HiddenTables.beside(OTHER))).isFalse();
  }

  @Test
  void takesRoomOfItsTable() {
    write(TABLE, HIDDEN, HiddenTables.beside(OTHER));
    assertThat(harness.storage.usage())
        .extracting(TableUsage::tableId)
        .containsExactly(TABLE, OTHER);
    harness.flush();
    assertThat(harness.storage.usage())
        .extracting(TableUsage::tableId, TableUsage::sstables)
        .containsExactly(tuple(TABLE, 2), tuple(OTHER, 1));
  }

  @Test
  void goesWithItsTable() {
    write(TABLE, HIDDEN, OTHER, HiddenTables.beside(OTHER));
    harness.flush();
    write(HIDDEN);
    harness.storage.dropTable(TABLE);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    assertThat(harness.write(HIDDEN, KEY, value(6)))
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            no -> assertThat(no.reason()).isEqualTo(Reason.UNKNOWN_TABLE));
    for (Runnable then : List.<Runnable>of(() -> {}, harness::flush, harness::reopen)) {
      then.run();
      assertThat(harness.storage.holds(HIDDEN)).isFalse();
      assertThat(harness.data(HIDDEN, KEY).isEmpty()).isTrue();
      assertThat(harness.data(HiddenTables.beside(OTHER), KEY)).isEqualTo(value(5));
    }
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void isInSnapshotsOfItsTable() {
    write(TABLE, HIDDEN, OTHER, HiddenTables.beside(OTHER));
    var taken = harness.storage.snapshot("s", id -> id == TABLE);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    assertThat(taken.join())
        .extracting(SnapshotFile::tableId)
        .containsExactlyInAnyOrder(TABLE, HIDDEN);
  }

  @Test
  void isCompactedWithItsTableAndPausedWithIt() {
    for (int i = 0; i < 3; i++) {
      write(TABLE, HIDDEN);
      harness.flush();
    }
    harness.storage.compactor().pause(TABLE);
    assertThat(harness.storage.compactor().isPaused(HIDDEN)).isTrue();
    harness.storage.compactor().resume(TABLE);
    assertThat(harness.storage.compactor().isPaused(HIDDEN)).isFalse();
    var done = harness.storage.compactAll(TABLE);
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    assertThat(done).isCompleted();
    assertThat(harness.storage.usage().getFirst().sstables()).isEqualTo(2);
    assertThat(harness.data(HIDDEN, KEY)).isEqualTo(value(5));
  }

  @Test
  void versionsThatTellNoTimeAreNotPutIntoWindows() {
    TableOptions windows =
        TableOptions.DEFAULT.withCompaction(new CompactionStrategy.TimeWindow(60_000));
    assertThat(HiddenTables.options(windows)).isEqualTo(TableOptions.DEFAULT);
    TableOptions leveled =
        TableOptions.DEFAULT.withCompaction(new CompactionStrategy.Leveled(1 << 20));
    assertThat(HiddenTables.options(leveled)).isEqualTo(leveled);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which files are forgotten unread. */
class ExpiredTest {
  private static final long NOW = 1_000_000;
  private static final TombstoneGc GRACE = new TombstoneGc.Grace(100_000);
  private static final long NO_MEMTABLE = Long.MAX_VALUE;

  private static FileFacts file(
      long id, long fromMillis, long toMillis, long liveUntilMillis, long repairedAtMillis) {
    return new FileFacts(
        id,
        0,
        10,
        0,
        100,
        Timestamp.ofMillis(fromMillis),
        Timestamp.ofMillis(toMillis),
        liveUntilMillis,
        1,
        repairedAtMillis);
  }

  private static @Nullable Pick next(List<FileFacts> files, TombstoneGc rule, long memtableMin) {
    return Expired.next(files, List.of(), rule, NOW, NOW - 500, memtableMin);
  }

  @Test
  void aFileInWhichAllHasExpiredIsForgotten() {
    FileFacts gone = file(1, 100, 200, NOW - 500, 0);
    FileFacts younger = file(2, 300, 400, FileFacts.FOR_EVER, 0);
    Pick pick = next(List.of(gone, younger), GRACE, NO_MEMTABLE);
    assertThat(pick).isEqualTo(new Pick(Pick.Action.DROP, List.of(gone), 0, Pick.ONE_FILE));
  }

  @Test
  void aFileStaysThatIsReadableYetOrWithinItsGrace() {
    assertThat(next(List.of(file(1, 100, 200, NOW - 499, 0)), GRACE, NO_MEMTABLE)).isNull();
    assertThat(next(List.of(file(1, 100, NOW - 100_000, 0, 0)), GRACE, NO_MEMTABLE)).isNull();
    assertThat(next(List.of(file(1, 100, NOW - 100_001, 0, 0)), GRACE, NO_MEMTABLE)).isNotNull();
  }

  @Test
  void aFileStaysThatMayShadowSomething() {
    FileFacts gone = file(1, 100, 200, 300, 0);
    assertThat(next(List.of(gone, file(2, 200, 400, FileFacts.FOR_EVER, 0)), GRACE, NO_MEMTABLE))
        .isNull();
    assertThat(next(List.of(gone), GRACE, Timestamp.ofMillis(200))).isNull();
    assertThat(next(List.of(gone), GRACE, Timestamp.ofMillis(201))).isNotNull();
  }

  @Test
  void filesThatShadowEachOtherGoTogetherOrNotAtAll() {
    FileFacts a = file(1, 100, 200, 300, 0);
    FileFacts b = file(2, 150, 250, 300, 0);
    FileFacts stays = file(3, 240, 400, FileFacts.FOR_EVER, 0);
    Pick both = next(List.of(a, b), GRACE, NO_MEMTABLE);
    assertThat(both).isNotNull();
    assertThat(both.files()).containsExactly(a, b);
    // What b shadows stays, so b stays, so that what a shadows may stay in b.
    assertThat(next(List.of(a, b, stays), GRACE, NO_MEMTABLE)).isNull();
  }

  @Test
  void withoutGraceOnlyWhatIsRepairedIsForgotten() {
    TombstoneGc repaired = new TombstoneGc.Repaired();
    assertThat(next(List.of(file(1, 100, 200, 300, 0)), repaired, NO_MEMTABLE)).isNull();
    assertThat(next(List.of(file(1, 100, 200, 300, 200)), repaired, NO_MEMTABLE)).isNull();
    assertThat(next(List.of(file(1, 100, 200, 300, 201)), repaired, NO_MEMTABLE)).isNotNull();
  }

  @Test
  void whatIsYoungStaysWhateverTheGrace() {
    assertThat(TombstonePurge.olderThan(new TombstoneGc.Grace(0), List.of(), NOW))
        .isEqualTo(Timestamp.ofMillis(NOW - TombstoneGc.AGE_MILLIS_MIN));
  }

  @Test
  void whatIsMergedIsAsRepairedAsTheLeastRepairedOfIt() {
    TombstoneGc repaired = new TombstoneGc.Repaired();
    List<FileFacts> files = List.of(file(1, 1, 2, 3, 700), file(2, 1, 2, 3, 400));
    assertThat(TombstonePurge.olderThan(repaired, files, NOW)).isEqualTo(Timestamp.ofMillis(400));
    List<FileFacts> one = List.of(file(1, 1, 2, 3, 700), file(2, 1, 2, 3, 0));
    assertThat(TombstonePurge.olderThan(repaired, one, NOW)).isZero();
  }
}

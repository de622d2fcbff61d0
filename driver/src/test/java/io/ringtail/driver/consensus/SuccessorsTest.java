// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessorsTest {
  private static final byte[] ROW = {5};
  private static final byte[] OTHER_ROW = {6};
  private static final int COLUMN = 2;

  @Test
  void whatIsAbsentHasTheFirstVersionBehindNothing() {
    Version first = new Version(0, 0, 1);
    assertThat(Successors.of(PartitionData.EMPTY, ROW, COLUMN)).isEqualTo(first);
    assertThat(Successors.ofMarker(PartitionData.EMPTY, ROW)).isEqualTo(first);
    PartitionData others =
        rows(
            new Row(new byte[] {4}, mark(9), null, List.of(cell(COLUMN, 9, 0))),
            new Row(ROW, null, null, List.of(cell(1, 9, 0), cell(3, 9, 0))),
            new Row(OTHER_ROW, mark(9), version(9, 0), List.of(cell(COLUMN, 9, 0))));
    assertThat(Successors.of(others, ROW, COLUMN)).isEqualTo(first);
    assertThat(Successors.ofMarker(others, ROW)).isEqualTo(first);
  }

  @Test
  void changesStandAboveDeletionsThatMayBeForgotten() {
    Row low = new Row(ROW, mark(7), null, List.of(cell(COLUMN, 9, 0), cell(3, 10, 1)));
    PartitionData change = rows(low);
    assertThat(Successors.above(change, 0)).isEqualTo(change);
    assertThat(Successors.above(change, 7)).isEqualTo(change);
    assertThat(Successors.above(change, 10))
        .isEqualTo(
            rows(new Row(ROW, mark(10), null, List.of(cell(COLUMN, 10, 0), cell(3, 10, 1)))));
  }

  @Test
  void aCellGoesBehindItsOwnVersion() {
    PartitionData plain = rows(new Row(ROW, mark(9), null, List.of(cell(COLUMN, 7, 0))));
    assertThat(Successors.of(plain, ROW, COLUMN)).isEqualTo(version(7, 1));
    PartitionData conditional = rows(new Row(ROW, null, null, List.of(cell(COLUMN, 7, 41))));
    assertThat(Successors.of(conditional, ROW, COLUMN)).isEqualTo(version(7, 42));
    PartitionData deleted =
        rows(new Row(ROW, null, null, List.of(Cell.tombstone(COLUMN, version(8, 3)))));
    assertThat(Successors.of(deleted, ROW, COLUMN)).isEqualTo(version(8, 4));
  }

  @Test
  void aMarkerGoesBehindItsOwnVersion() {
    PartitionData marked = rows(new Row(ROW, mark(7), null, List.of(cell(COLUMN, 9, 0))));
    assertThat(Successors.ofMarker(marked, ROW)).isEqualTo(version(7, 1));
  }

  @Test
  void everyDeletionThatCoversCounts() {
    Row row = new Row(ROW, null, version(5, 2), List.of());
    RangeTombstone range = new RangeTombstone(new ByteRange(ROW, OTHER_ROW), version(6, 0));
    assertThat(both(rows(row))).containsOnly(version(5, 3));
    assertThat(both(new PartitionData(null, List.of(range), List.of(row))))
        .containsOnly(version(6, 1));
    assertThat(both(new PartitionData(version(7, 1), List.of(range), List.of())))
        .containsOnly(version(7, 2));
    RangeTombstone beside =
        new RangeTombstone(new ByteRange(OTHER_ROW, new byte[] {7}), version(9, 0));
    assertThat(both(new PartitionData(null, List.of(beside), List.of(row))))
        .containsOnly(version(5, 3));
  }

  @Test
  void aValueAboveADeletionCountsMoreThanThat() {
    PartitionData data =
        new PartitionData(
            version(5, 0),
            List.of(),
            List.of(new Row(ROW, mark(8), version(6, 0), List.of(cell(COLUMN, 7, 0)))));
    assertThat(Successors.of(data, ROW, COLUMN)).isEqualTo(version(7, 1));
    assertThat(Successors.ofMarker(data, ROW)).isEqualTo(version(8, 1));
    assertThat(Successors.of(data, ROW, COLUMN + 1)).isEqualTo(version(6, 1));
  }

  @Test
  void aFullCounterGoesOnAtTheNextTimestamp() {
    PartitionData full =
        rows(new Row(ROW, null, null, List.of(cell(COLUMN, 7, Integer.MAX_VALUE))));
    Version next = Successors.of(full, ROW, COLUMN);
    assertThat(next).isEqualTo(version(8, 1));
    assertThat(next).isGreaterThan(version(7, Integer.MAX_VALUE));
  }

  private static List<Version> both(PartitionData data) {
    return List.of(Successors.of(data, ROW, COLUMN), Successors.ofMarker(data, ROW));
  }

  private static PartitionData rows(Row... rows) {
    return new PartitionData(null, List.of(), List.of(rows));
  }

  private static Liveness mark(long timestamp) {
    return new Liveness(version(timestamp, 0), Expiry.NEVER);
  }

  private static Cell cell(int column, long timestamp, int count) {
    return new Cell(column, version(timestamp, count), new byte[] {1}, Expiry.NEVER);
  }

  private static Version version(long timestamp, int count) {
    return new Version(timestamp, 3, count);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.Seeds;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.merge.NaivePartition;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionCodecTest {
  private static final int ROUNDS = 10_000;
  private static final Version V1 = new Version(1, 0, 0);
  private static final Version V2 = new Version(2, 0, 0);

  private final Random random = Seeds.random(PartitionCodecTest.class);

  @Test
  void roundTrips() {
    for (int round = 0; round < ROUNDS; round++) {
      PartitionData data = NaivePartition.random(random, 16).normalForm();
      assertThat(PartitionCodec.decode(PartitionCodec.encode(data))).isEqualTo(data);
    }
    assertThat(PartitionCodec.decode(PartitionCodec.encode(PartitionData.EMPTY)))
        .isEqualTo(PartitionData.EMPTY);
  }

  @Test
  void equalContentIsEqualBytesAndEqualDigests() {
    Map<PartitionData, byte[]> seen = new HashMap<>();
    Map<String, PartitionData> byBytes = new HashMap<>();
    Map<String, PartitionData> byDigest = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      PartitionData data = NaivePartition.random(random, 3).normalForm();
      byte[] bytes = PartitionCodec.encode(data);
      byte[] before = seen.putIfAbsent(data, bytes);
      assertThat(bytes).isEqualTo(before == null ? bytes : before);
      assertThat(byBytes.computeIfAbsent(hex(bytes), key -> data)).isEqualTo(data);
      String digest = hex(PartitionCodec.digest(bytes));
      assertThat(byDigest.computeIfAbsent(digest, key -> data)).isEqualTo(data);
    }
    assertThat(seen.size()).isGreaterThan(ROUNDS / 10).isLessThan(ROUNDS);
  }

  @Test
  void everyFlippedBitIsRefusedOrSaysSomethingElse() {
    for (int round = 0; round < ROUNDS / 20; round++) {
      PartitionData data = NaivePartition.random(random, 10).normalForm();
      byte[] bytes = PartitionCodec.encode(data);
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertRefusedOrCanonical(flipped);
        assertThat(PartitionCodec.digest(flipped)).isNotEqualTo(PartitionCodec.digest(bytes));
      }
    }
  }

  @Test
  void everyCutIsRefused() {
    for (int round = 0; round < ROUNDS / 20; round++) {
      byte[] bytes = PartitionCodec.encode(NaivePartition.random(random, 10).normalForm());
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> PartitionCodec.decode(cut)).isInstanceOf(MalformedException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> PartitionCodec.decode(longer))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void digestsTellApartWhatReadersWouldConfuse() {
    List<PartitionData> different =
        List.of(
            PartitionData.EMPTY,
            partition(row(1)),
            partition(row(1, new Cell(1, V2, new byte[0], Expiry.NEVER))),
            partition(row(1, new Cell(1, V2, new byte[0], 1))),
            partition(row(1, new Cell(1, V2, new byte[] {0}, Expiry.NEVER))),
            partition(row(1, Cell.tombstone(1, V2))),
            partition(row(1, Cell.tombstone(2, V2))),
            partition(row(1, Cell.tombstone(1, V2), Cell.tombstone(2, V2))),
            partition(row(1, Cell.tombstone(1, new Version(2, 0, 1)))),
            partition(row(1, Cell.tombstone(1, new Version(2, 1, 0)))),
            partition(row(2, Cell.tombstone(1, V2))),
            partition(new Row(new byte[] {1}, new Liveness(V2, 1), null, List.of())),
            partition(new Row(new byte[] {1}, null, V1, List.of())),
            new PartitionData(V1, List.of(), List.of()),
            new PartitionData(null, List.of(new RangeTombstone(ByteRange.ALL, V1)), List.of()));
    List<String> digests = new ArrayList<>();
    different.forEach(data -> digests.add(hex(PartitionCodec.digest(PartitionCodec.encode(data)))));
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void digestIsXxh3Of128Bits() {
    assertThat(hex(PartitionCodec.digest(new byte[0])))
        .isEqualTo("99aa06d3014798d86001c324468d497f");
  }

  @Test
  void whatIsNotInNormalFormIsRefused() {
    Row first = row(1, Cell.tombstone(0, V2));
    Row second = row(2, Cell.tombstone(0, V2));
    RangeTombstone low = range(1, 3, V2);
    RangeTombstone high = range(3, 5, V2);
    assertRefused(new PartitionData(null, List.of(), List.of(second, first)));
    assertRefused(new PartitionData(null, List.of(), List.of(first, first)));
    assertRefused(new PartitionData(V2, List.of(), List.of(first)));
    assertRefused(new PartitionData(V2, List.of(low), List.of()));
    assertRefused(new PartitionData(null, List.of(low, high), List.of()));
    assertRefused(new PartitionData(null, List.of(range(3, 5, V1), low), List.of()));
    assertRefused(new PartitionData(null, List.of(range(1, 4, V1), high), List.of()));
    assertRefused(new PartitionData(null, List.of(range(3, 3, V1)), List.of()));
    assertRefused(new PartitionData(null, List.of(low), List.of(first)));
    assertRefused(new PartitionData(null, List.of(low), List.of(row(0), second)));
    assertRefused(partition(new Row(new byte[] {1}, new Liveness(V1, 0), V1, List.of())));
    assertRefused(partition(new Row(new byte[] {1}, new Liveness(V1, 0), V2, List.of())));
    assertRefused(partition(new Row(new byte[] {1}, null, V2, List.of(Cell.tombstone(0, V1)))));
    assertRefused(
        new PartitionData(V1, List.of(), List.of(new Row(new byte[0], null, V1, List.of()))));
  }

  @Test
  void whatHasNoEncodingIsAnErrorOfTheCaller() {
    assertThatThrownBy(() -> PartitionCodec.encode(partition(row(1, new Cell(0, V1, null, 5)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            PartitionCodec.encode(partition(row(1, Cell.tombstone(1, V1), Cell.tombstone(0, V1)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> PartitionCodec.encode(partition(new Row(new byte[0], null, null, List.of()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PartitionCodec.encode(partition(row(1, Cell.tombstone(-1, V1)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rowsWithManyVersionsAndColumnsRoundTrip() {
    List<Cell> cells = new ArrayList<>();
    int columnId = 0;
    for (int i = 0; i < 300; i++) {
      Version version = new Version(random.nextInt(40), random.nextInt(2), 0);
      cells.add(new Cell(columnId, version, new byte[random.nextInt(300)], Expiry.NEVER));
      columnId += 1 + random.nextInt(1 << random.nextInt(20));
    }
    cells.add(Cell.tombstone(Integer.MAX_VALUE, V1));
    PartitionData data = partition(new Row(new byte[200], null, null, cells));
    assertThat(PartitionCodec.decode(PartitionCodec.encode(data))).isEqualTo(data);
  }

  @Test
  void oneRowCanBeReadInTheMiddleOfAnArray() {
    Row row = row(3, Cell.tombstone(4, V1), new Cell(5, V2, new byte[] {1, 2}, 77));
    ContentWriter out = new ContentWriter(0);
    out.raw(new byte[] {9, 9, 9}, 0, 3);
    RowCodec.encode(row, out);
    out.u8(9);
    byte[] bytes = out.toBytes();
    ContentReader in = new ContentReader(bytes, 3, bytes.length);
    assertThat(RowCodec.decode(in)).isEqualTo(row);
    assertThat(in.remaining()).isEqualTo(1);
    assertThat(in.position()).isEqualTo(bytes.length - 1);
  }

  /** Also checks that what is not refused is written down in no other way. */
  static void assertRefusedOrCanonical(byte[] bytes) {
    PartitionData decoded;
    try {
      decoded = PartitionCodec.decode(bytes);
    } catch (MalformedException expected) {
      return;
    }
    assertThat(PartitionCodec.encode(decoded)).isEqualTo(bytes);
  }

  private static void assertRefused(PartitionData data) {
    byte[] bytes = PartitionCodec.encode(data);
    assertThatThrownBy(() -> PartitionCodec.decode(bytes))
        .as("%s", data)
        .isInstanceOf(MalformedException.class);
  }

  private static PartitionData partition(Row row) {
    return new PartitionData(null, List.of(), List.of(row));
  }

  private static Row row(int key, Cell... cells) {
    return new Row(
        new byte[] {(byte) key},
        cells.length == 0 ? new Liveness(V2, Expiry.NEVER) : null,
        null,
        List.of(cells));
  }

  private static RangeTombstone range(int start, int end, Version version) {
    return new RangeTombstone(
        new ByteRange(new byte[] {(byte) start}, new byte[] {(byte) end}), version);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringtail.protocol.Seeds;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.merge.NaivePartition;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The walk without objects against the decoder: the same verdict and the same summary, always. */
class PartitionScannerTest {
  private static final int ROUNDS = 20_000;

  private final Random random = Seeds.random(PartitionScannerTest.class);
  private final PartitionScanner scanner = new PartitionScanner();

  @Test
  void agreesWithTheDecoderOnRandomBytes() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = new byte[random.nextInt(1 << random.nextInt(9))];
      random.nextBytes(content);
      // Small numbers are flags, lengths and counts that lead further in.
      for (int i = 0; i < content.length && round % 2 == 0; i++) {
        content[i] &= 3;
      }
      if (content.length > 0) {
        content[0] &= 0x0F;
      }
      assertAgrees(content);
    }
  }

  @Test
  void agreesWithTheDecoderOnValidAndDamagedPartitions() {
    int valid = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = PartitionCodec.encode(partition());
      assertThat(assertAgrees(content)).isTrue();
      valid += assertAgrees(damaged(content)) ? 1 : 0;
    }
    assertThat(valid).isBetween(ROUNDS / 100, ROUNDS * 9 / 10);
  }

  @Test
  void agreesWithTheDecoderOnEveryFlippedBitAndCut() {
    for (int round = 0; round < ROUNDS / 100; round++) {
      byte[] content = PartitionCodec.encode(partition());
      for (int bit = 0; bit < 8 * content.length; bit++) {
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertAgrees(flipped);
      }
      for (int length = 0; length < content.length + 2; length++) {
        assertAgrees(Arrays.copyOf(content, length));
      }
    }
  }

  @Test
  void agreesWithTheDecoderOnAllSamples() {
    for (Message sample : MessageSamples.all().values()) {
      assertAgrees(MessageCodecTest.body(sample));
    }
    assertThat(assertAgrees(MessageSamples.content())).isTrue();
    assertThat(assertAgrees(PartitionCodec.encode(PartitionData.EMPTY))).isTrue();
  }

  @Test
  void rowsOfManyVersionsAndCellsAreSummedUpToo() {
    for (int count : new int[] {15, 16, 17, 40, 255, 256, 257, 300}) {
      List<Cell> cells = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        cells.add(new Cell(3 * i, new Version(1 + i, 9, i), new byte[i], Expiry.NEVER));
      }
      byte[] content = PartitionCodec.encode(one(new Row(new byte[0], null, null, cells)));
      assertThat(assertAgrees(content)).isTrue();
      for (int round = 0; round < 100; round++) {
        assertAgrees(damaged(content));
      }
    }
  }

  @Test
  void whatReplacesAnotherIsWhatBothSayTogether() {
    PartitionScanner older = new PartitionScanner();
    int replaced = 0;
    for (int round = 0; round < 5 * ROUNDS; round++) {
      PartitionData before = round % 2 == 0 ? one(row()) : partition();
      PartitionData after = round % 3 == 0 ? partition() : one(row());
      older.scan(PartitionCodec.encode(before));
      scanner.scan(PartitionCodec.encode(after));
      boolean same = Merge.partitions(before, after).equals(after) && !before.equals(after);
      if (scanner.replaces(older)) {
        assertThat(same).as(before + " then " + after).isTrue();
        replaced++;
      }
    }
    assertThat(replaced).isGreaterThan(ROUNDS / 20);
  }

  @Test
  void aLaterWriteOfTheSameColumnsReplaces() {
    PartitionScanner older = new PartitionScanner();
    older.scan(PartitionCodec.encode(one(value(5, 0, 1))));
    scanner.scan(PartitionCodec.encode(one(value(6, 0, 1))));
    assertThat(scanner.replaces(older)).isTrue();
    assertThat(older.replaces(scanner)).isFalse();
    older.scan(PartitionCodec.encode(one(value(5, 0, 1, 2))));
    assertThat(scanner.replaces(older)).isFalse();
    scanner.scan(PartitionCodec.encode(one(value(6, 0, 1, 2, 3))));
    assertThat(scanner.replaces(older)).isTrue();
    older.scan(PartitionCodec.encode(one(value(6, 0, 1))));
    assertThat(scanner.replaces(older)).isFalse();
  }

  @Test
  void makesNoObjects() {
    byte[] old = PartitionCodec.encode(one(value(5, 7, 1, 2, 3)));
    byte[] content = PartitionCodec.encode(one(value(6, 7, 1, 2, 3)));
    PartitionScanner older = new PartitionScanner();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    int replaced = 0;
    for (int round = 0; round < 1_000; round++) {
      older.scan(old);
      scanner.scan(content);
      replaced += scanner.replaces(older) ? 1 : 0;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(replaced).isEqualTo(1_000);
    // Asking may itself cost a little; an object for each round would be 16,000 bytes.
    assertThat(allocated).isLessThan(1_000);
  }

  private static Row value(long timestamp, long writer, int... columns) {
    List<Cell> cells = new ArrayList<>();
    for (int column : columns) {
      cells.add(new Cell(column, new Version(timestamp, writer, 0), new byte[10], Expiry.NEVER));
    }
    return new Row(Row.NO_CLUSTERING, null, null, cells);
  }

  private static PartitionData one(Row row) {
    return new PartitionData(null, List.of(), List.of(row));
  }

  /** A row of few columns, versions and keys, mostly written at once. */
  private Row row() {
    Version version = new Version(1 + random.nextInt(4), random.nextInt(2), random.nextInt(2));
    byte[] key = random.nextInt(8) == 0 ? new byte[] {1} : Row.NO_CLUSTERING;
    if (random.nextInt(8) == 0) {
      return new Row(key, null, version, List.of());
    }
    TreeSet<Integer> columns = new TreeSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      columns.add(random.nextInt(4));
    }
    List<Cell> cells = new ArrayList<>();
    for (int column : columns) {
      Version own = random.nextInt(6) == 0 ? new Version(1 + random.nextInt(4), 1, 0) : version;
      cells.add(
          random.nextInt(4) == 0
              ? Cell.tombstone(column, own)
              : new Cell(column, own, new byte[random.nextInt(3)], random.nextInt(2)));
    }
    Liveness mark = random.nextInt(3) == 0 ? new Liveness(version, random.nextInt(2)) : null;
    return new Row(key, mark, null, cells);
  }

  private PartitionData partition() {
    return NaivePartition.random(random, 1 + random.nextInt(12)).normalForm();
  }

  private byte[] damaged(byte[] content) {
    byte[] damaged = content.clone();
    for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] = (byte) random.nextInt(256);
        case 1 -> damaged[at] = (byte) (damaged[at] + random.nextInt(3) - 1);
        case 2 -> damaged = Arrays.copyOf(damaged, at);
        default ->
            System.arraycopy(damaged, at, damaged, random.nextInt(at + 1), damaged.length - at);
      }
    }
    return damaged;
  }

  /** Compares verdict and summary with those of the decoder; returns the verdict. */
  private boolean assertAgrees(byte[] content) {
    PartitionData data = decode(content);
    Seen seen = new Seen();
    boolean accepted = true;
    try {
      scanner.scan(content, seen);
    } catch (MalformedException malformed) {
      accepted = false;
    }
    assertThat(accepted).as(Arrays.toString(content)).isEqualTo(data != null);
    if (data == null) {
      return false;
    }
    Seen expected = new Seen();
    List<Version> versions = new ArrayList<>();
    add(versions, data.deletion());
    data.ranges().forEach(range -> add(versions, range.version()));
    boolean expires = false;
    for (Row row : data.rows()) {
      expected.row(row.clustering().length);
      add(versions, row.deletion());
      add(versions, row.liveness() == null ? null : row.liveness().version());
      for (Cell cell : row.cells()) {
        byte[] value = cell.value();
        expected.cell(cell.columnId(), value == null ? -1 : value.length);
        add(versions, cell.version());
        expires |= cell.expiryMillis() != Expiry.NEVER;
      }
    }
    assertThat(scanner.rows()).isEqualTo(data.rows().size());
    assertThat(scanner.expires()).isEqualTo(expires);
    assertThat(scanner.timestampMin())
        .isEqualTo(versions.stream().mapToLong(Version::timestamp).min().orElse(Long.MAX_VALUE));
    assertThat(scanner.timestampMax())
        .isEqualTo(versions.stream().mapToLong(Version::timestamp).max().orElse(Long.MIN_VALUE));
    assertThat(new TreeSet<>(seen.told)).isEqualTo(new TreeSet<>(expected.told));
    return true;
  }

  private static void add(List<Version> versions, @Nullable Version version) {
    if (version != null) {
      versions.add(version);
    }
  }

  private static @Nullable PartitionData decode(byte[] content) {
    try {
      return PartitionCodec.decode(content);
    } catch (MalformedException malformed) {
      return null;
    }
  }

  private static final class Seen implements PartitionScanner.Visitor {
    final List<String> told = new ArrayList<>();

    @Override
    public void row(int clusteringLength) {
      told.add("row " + clusteringLength);
    }

    @Override
    public void cell(int columnId, int valueLength) {
      told.add("cell " + columnId + " of " + valueLength);
    }
  }
}

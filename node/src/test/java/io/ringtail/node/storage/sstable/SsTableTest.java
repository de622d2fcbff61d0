// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowMerge;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.partition.SmallPartition;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SsTableTest {
  private static final long FILE_ID = 5;
  private static final int TABLE_ID = 7;
  private static final String PATH = "shard/0000000000000005.sst";

  private final MemoryDisk disk = new MemoryDisk();

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static Row row(byte[] clustering, int valueLength) {
    byte[] value = new byte[valueLength];
    for (int i = 0; i < valueLength; i++) {
      // Hardly compressible, so that blocks are stored raw as well.
      value[i] = (byte) (i * i * 31 + clustering.length * 7 + (i >> 3) * 13);
    }
    Cell cell = new Cell(1, new Version(1_000, 2, 0), value, Expiry.NEVER);
    return new Row(clustering, null, null, List.of(cell));
  }

  private static PartitionData partition(Row... rows) {
    return new PartitionData(null, List.of(), List.of(rows));
  }

  /** Writes partitions through the writer that flushes use. */
  private void write(Map<Long, byte[]> keys, Map<Long, PartitionData> partitions)
      throws IOException {
    NewTable table = new NewTable(FILE_ID, TABLE_ID, Compression.LZ4);
    try (TableWriter writer = new TableWriter(disk, "shard", table)) {
      List<PartitionCursor> cursors = List.of(new ListedPartitions(keys, partitions));
      TableMerge.writeAll(writer, cursors);
      writer.finish();
    }
  }

  private static PartitionData read(SsTable table, byte[] key) {
    SsTable.Found found = table.find(Token.hash(key), key, DirectSource.INSTANCE);
    if (found instanceof SsTable.Found.Partition partition) {
      return all(partition.view());
    }
    return PartitionData.EMPTY;
  }

  private static PartitionData all(PartitionView view) {
    SliceRead everything =
        new SliceRead(ByteRange.ALL, null, Integer.MAX_VALUE, Long.MAX_VALUE, false, 0);
    return Objects.requireNonNull(everything.of(List.of(view))).data();
  }

  @Test
  void aTableHasTheBytesOfItsSpecification() throws IOException {
    byte[] key = "k".getBytes(StandardCharsets.US_ASCII);
    long token = Token.hash(key);
    Cell cell = new Cell(1, new Version(0x10000, 2, 0), new byte[] {'v'}, Expiry.NEVER);
    PartitionData data = partition(new Row(Row.NO_CLUSTERING, null, null, List.of(cell)));
    write(Map.of(token, key), Map.of(token, data));
    String hex = HexFormat.of().formatHex(disk.bytes(PATH));
    assertThat(hex).isEqualTo(GOLDEN);
  }

  /** The worked example of {@code docs/formats/sstable.md}. */
  private static final String GOLDEN =
      "525453530000000300000000000000050000000704f40ac4010000000000002d"
          + "0000002d01606b04000000000000000100000000000000000002000104017600"
          + "00a921e3704fda881d0000000200000001913a5de20300000000000010000000"
          + "10a921e370000000000018003d00000001998b71360400000000000019000000"
          + "190000000000000000020000000100000000000000000000003f5b1f08ec0700"
          + "00000000001400000014a921e3704fda881d00000000000000750000002962f0"
          + "e8e0050000000000008b0000008b000000070100000000000000000000000000"
          + "0000010000000000000001000000000000000000000000000000010000000000"
          + "00000000000000000000000000000000000000000102a921e3704fda881da921"
          + "e3704fda881d000000000001000000000000000100007fffffffffffffff0000"
          + "00000000002d000000000000003d00000000000000000a00003a9ae203000000"
          + "000000005500000020000000000000009e0000002400000000000000c2000000"
          + "9b00000000000000055254535300000003b5c2a29e";

  @Test
  void everyPartitionIsFoundAndNoOther() throws IOException {
    Map<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
    Map<Long, PartitionData> partitions = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      long token = Token.hash(bytes(i));
      keys.put(token, bytes(i));
      int rows = i % 1_000 == 0 ? 400 : 1;
      List<Row> all = new ArrayList<>();
      for (int r = 0; r < rows; r++) {
        all.add(row(rows == 1 ? Row.NO_CLUSTERING : bytes(r), 90));
      }
      partitions.put(token, new PartitionData(null, List.of(), all));
    }
    write(keys, partitions);
    SsTable table = SsTable.open(disk, "shard", FILE_ID);
    int falsePositives = 0;
    for (int i = 0; i < 3_000; i++) {
      assertThat(read(table, bytes(i))).isEqualTo(partitions.get(Token.hash(bytes(i))));
      byte[] absent = bytes(i + 1_000_000);
      assertThat(read(table, absent)).isEqualTo(PartitionData.EMPTY);
      falsePositives += table.mayContain(Token.hash(absent)) ? 1 : 0;
    }
    assertThat(falsePositives).isLessThan(60);
    assertThat(table.statistics().partitions()).isEqualTo(3_000);
    PartitionCursor cursor = table.cursor(0, DirectSource.INSTANCE);
    for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
      assertThat(cursor.token()).isEqualTo(entry.getKey());
      assertThat(cursor.key()).isEqualTo(entry.getValue());
      cursor.advance();
    }
    assertThat(cursor.state()).isEqualTo(PartitionCursor.State.END);
  }

  @Test
  void everyInvertedBitIsNoticedOrWithoutEffect() throws IOException {
    Map<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
    Map<Long, PartitionData> partitions = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      long token = Token.hash(bytes(i));
      keys.put(token, bytes(i));
      partitions.put(token, partition(row(Row.NO_CLUSTERING, 40)));
    }
    long wide = Token.hash(bytes(9));
    keys.put(wide, bytes(9));
    partitions.put(wide, partition(row(bytes(1), 9_000), row(bytes(2), 9_000), row(bytes(3), 50)));
    write(keys, partitions);
    byte[] whole = disk.bytes(PATH);
    for (int at = 0; at < whole.length; at += at > 200 && at < whole.length - 1_500 ? 37 : 1) {
      disk.flip(PATH, at, at % 8);
      assertThat(readsDamage(keys, partitions)).as("offset " + at).isTrue();
      disk.put(PATH, whole);
    }
    assertThat(readsDamage(keys, partitions)).isFalse();
  }

  /** Whether opening or reading fails; what is read without failure must be right. */
  private boolean readsDamage(Map<Long, byte[]> keys, Map<Long, PartitionData> partitions)
      throws IOException {
    try {
      SsTable table = SsTable.open(disk, "shard", FILE_ID);
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        assertThat(read(table, entry.getValue())).isEqualTo(partitions.get(entry.getKey()));
      }
      table.close();
      return false;
    } catch (DamagedException noticed) {
      return true;
    } catch (UncheckedIOException noticed) {
      assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
      return true;
    }
  }

  @Test
  void aBlockOfAnotherFileOrPlaceIsNotTaken() throws IOException {
    long token = Token.hash(bytes(1));
    write(Map.of(token, bytes(1)), Map.of(token, partition(row(Row.NO_CLUSTERING, 40))));
    disk.put("shard/0000000000000006.sst", disk.bytes(PATH));
    assertThatThrownBy(() -> SsTable.open(disk, "shard", 6))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("0000000000000006.sst: offset 0");
  }

  @Test
  void aCutTableIsNotOpened() throws IOException {
    long token = Token.hash(bytes(1));
    write(Map.of(token, bytes(1)), Map.of(token, partition(row(Row.NO_CLUSTERING, 40))));
    byte[] whole = disk.bytes(PATH);
    for (int length = 0; length < whole.length; length++) {
      disk.put(PATH, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SsTable.open(disk, "shard", FILE_ID))
          .isInstanceOf(DamagedException.class);
    }
  }

  /** Partitions in memory as a source. */
  private static final class ListedPartitions implements PartitionCursor {
    private final List<Map.Entry<Long, byte[]>> keys;
    private final Map<Long, PartitionData> partitions;
    private int index;

    ListedPartitions(Map<Long, byte[]> keys, Map<Long, PartitionData> partitions) {
      this.keys = List.copyOf(keys.entrySet());
      this.partitions = partitions;
    }

    @Override
    public State state() {
      return index < keys.size() ? State.AT : State.END;
    }

    @Override
    public long token() {
      return keys.get(index).getKey();
    }

    @Override
    public byte[] key() {
      return keys.get(index).getValue();
    }

    @Override
    public PartitionView view() {
      PartitionData data = Objects.requireNonNull(partitions.get(token()));
      // A partition that may be wide is merged, one that is not is taken as it is.
      return new SmallPartition(PartitionCodec.encode(data), data.rows().size() > 1);
    }

    @Override
    public void advance() {
      index++;
    }
  }

  @Test
  void mergingNothingSaysNothing() {
    assertThat(RowMerge.head(List.of())).isEqualTo(PartitionData.EMPTY);
  }
}

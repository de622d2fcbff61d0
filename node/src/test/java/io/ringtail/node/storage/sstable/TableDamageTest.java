// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damages every kind of block at many places: never is a wrong answer given. */
class TableDamageTest {
  private static final String PATH = "shard/0000000000000001.sst";
  private static final int PLACES = 20;

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MemoryDisk disk = new MemoryDisk();
  private final SortedMap<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
  private final Map<Long, PartitionData> model = new TreeMap<>();
  private byte[] whole = {};

  /** Writes a table with all kinds of blocks; keys of 800 bytes make an index of rows necessary. */
  @BeforeEach
  void writeTable() throws IOException {
    System.out.println("TableDamageTest: -Dringtail.seed=" + seed);
    writeTable(Compression.LZ4);
  }

  private void writeTable(Compression compression) throws IOException {
    for (int i = 0; i < 300; i++) {
      int rows = i == 7 ? 200 : 1;
      List<Row> all = new ArrayList<>();
      for (int r = 0; r < rows; r++) {
        byte[] clustering = rows == 1 ? Row.NO_CLUSTERING : Arrays.copyOf(RandomData.key(r), 800);
        byte[] value = new byte[rows == 1 ? 60 : 400];
        random.nextBytes(value);
        Cell cell = new Cell(1, new Version(1 + i, 2, 0), value, Expiry.NEVER);
        all.add(new Row(clustering, null, null, List.of(cell)));
      }
      byte[] key = RandomData.key(i);
      keys.put(Token.hash(key), key);
      model.put(Token.hash(key), new PartitionData(null, List.of(), all));
    }
    try (TableWriter writer = new TableWriter(disk, "shard", new NewTable(1, 4, compression))) {
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        write(writer, entry.getKey(), entry.getValue());
      }
      writer.finish();
    }
    whole = disk.bytes(PATH);
  }

  private void write(TableWriter writer, long token, byte[] key) throws IOException {
    PartitionData data = Objects.requireNonNull(model.get(token));
    if (data.rows().size() == 1) {
      writer.add(token, key, PartitionCodec.encode(data), false);
      return;
    }
    RowBlocks blocks = new RowBlocks(PartitionCodec.encode(PartitionData.EMPTY));
    for (int i = 0; i < data.rows().size(); i += 8) {
      writer.addRows(blocks, data.rows().subList(i, Math.min(i + 8, data.rows().size())));
    }
    writer.addWide(token, key, blocks, false);
  }

  /** Where a block of each kind begins and ends, found by walking over the file. */
  private Map<BlockKind, BlockHandle> blocks() {
    Map<BlockKind, BlockHandle> blocks = new TreeMap<>();
    int offset = TableFormat.FILE_HEADER_BYTES;
    while (offset < whole.length - TableFormat.FOOTER_BYTES) {
      BlockKind kind = Objects.requireNonNull(BlockKind.of(whole[offset]));
      int end = nextBlock(offset);
      blocks.putIfAbsent(kind, new BlockHandle(offset, end - offset));
      offset = end;
    }
    return blocks;
  }

  private int nextBlock(int offset) {
    return TableBlocks.end(whole, 1, offset);
  }

  @Test
  void damageInEveryKindOfBlockIsNoticed() throws IOException {
    for (Compression compression : Compression.values()) {
      writeTable(compression);
      Map<BlockKind, BlockHandle> blocks = blocks();
      assertThat(blocks.keySet()).containsExactlyInAnyOrder(BlockKind.values());
      for (Map.Entry<BlockKind, BlockHandle> each : blocks.entrySet()) {
        for (int i = 0; i < PLACES; i++) {
          long at = each.getValue().offset() + (long) i * each.getValue().length() / PLACES;
          damage((int) at, 1 + random.nextInt(255));
          assertThat(failure())
              .as("%s, %s, offset %d, seed %d", compression, each.getKey(), at, seed)
              .isNotNull()
              .contains(PATH + ": offset " + each.getValue().offset() + ": expected ")
              .contains("found");
          disk.put(PATH, whole);
        }
      }
      assertThat(failure()).isNull();
    }
  }

  @Test
  void damageInHeaderAndFooterIsNoticed() throws IOException {
    for (int i = 0; i < TableFormat.FILE_HEADER_BYTES; i++) {
      damage(i, 1 + random.nextInt(255));
      assertThat(failure()).contains(PATH + ": offset 0: expected ").contains("found");
      disk.put(PATH, whole);
    }
    int footerAt = whole.length - TableFormat.FOOTER_BYTES;
    for (int i = footerAt; i < whole.length; i++) {
      damage(i, 1 + random.nextInt(255));
      assertThat(failure()).contains("offset " + footerAt + ": expected ").contains("found");
      disk.put(PATH, whole);
    }
  }

  @Test
  void aCutOrLongerFileIsNotOpened() {
    for (BlockHandle each : blocks().values()) {
      for (int i = 0; i < PLACES; i++) {
        int length = (int) (each.offset() + (long) i * each.length() / PLACES);
        disk.put(PATH, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> SsTable.open(disk, "shard", 1))
            .isInstanceOf(DamagedException.class);
      }
    }
    disk.put(PATH, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> SsTable.open(disk, "shard", 1)).isInstanceOf(DamagedException.class);
  }

  @Test
  void aBlockInThePlaceOfAnotherIsNoticed() throws IOException {
    List<Integer> starts = new ArrayList<>();
    int footerAt = whole.length - TableFormat.FOOTER_BYTES;
    for (int at = TableFormat.FILE_HEADER_BYTES; at < footerAt; at = nextBlock(at)) {
      starts.add(at);
    }
    for (int i = 0; i + 1 < Math.min(6, starts.size()); i++) {
      byte[] swapped = whole.clone();
      int length = Math.min(nextBlock(starts.get(0)), starts.get(i + 1)) - starts.get(0);
      System.arraycopy(whole, starts.get(0), swapped, starts.get(i + 1), length);
      disk.put(PATH, swapped);
      assertThat(failure()).contains("expected checksum");
    }
  }

  private void damage(int at, int change) {
    byte[] damaged = whole.clone();
    damaged[at] ^= (byte) change;
    disk.put(PATH, damaged);
  }

  /** Why opening or reading fails; null when it does not. What is read must be right. */
  private String failure() throws IOException {
    try {
      SsTable table = SsTable.open(disk, "shard", 1);
      String damage = null;
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        try {
          SsTable.Found found = table.find(entry.getKey(), entry.getValue(), DirectSource.INSTANCE);
          assertThat(found).isInstanceOf(SsTable.Found.Partition.class);
          PartitionView view = ((SsTable.Found.Partition) found).view();
          assertThat(all(view)).isEqualTo(model.get(entry.getKey()));
        } catch (UncheckedIOException noticed) {
          assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
          damage = noticed.getCause().getMessage();
        }
      }
      assertThat(walkFailure(table) == null).isEqualTo(damage == null);
      table.close();
      return damage;
    } catch (DamagedException noticed) {
      return noticed.getMessage();
    }
  }

  /** Why a walk over the table, as of a scan or a compaction, fails; null when it does not. */
  private String walkFailure(SsTable table) {
    try {
      PartitionCursor cursor = table.cursor(0, DirectSource.INSTANCE);
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        assertThat(cursor.state()).isEqualTo(PartitionCursor.State.AT);
        assertThat(cursor.key()).isEqualTo(entry.getValue());
        assertThat(all(cursor.view())).isEqualTo(model.get(entry.getKey()));
        cursor.advance();
      }
      assertThat(cursor.state()).isEqualTo(PartitionCursor.State.END);
      return null;
    } catch (UncheckedIOException noticed) {
      assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
      return noticed.getCause().getMessage();
    }
  }

  private static PartitionData all(PartitionView view) {
    SliceRead everything =
        new SliceRead(ByteRange.ALL, null, Integer.MAX_VALUE, Long.MAX_VALUE, false, 0);
    return Objects.requireNonNull(everything.of(List.of(view))).data();
  }
}

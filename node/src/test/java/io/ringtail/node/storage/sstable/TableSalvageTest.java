// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is salvaged of tables that cannot be opened is right, and what is not is told. */
class TableSalvageTest {
  private static final String PATH = "shard/0000000000000001.sst";
  private static final int TABLE = 4;

  /** Number of the partition with rows of its own blocks. */
  private static final int WIDE = 7;

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MemoryDisk disk = new MemoryDisk();
  private final SortedMap<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
  private final SortedMap<Long, PartitionData> model = new TreeMap<>(Long::compareUnsigned);
  private final Map<BlockKind, List<BlockHandle>> blocks = new EnumMap<>(BlockKind.class);
  private byte[] whole = {};

  @BeforeEach
  void writeTable() throws IOException {
    System.out.println("TableSalvageTest: -Dringtail.seed=" + seed);
    for (int i = 0; i < 1_500; i++) {
      List<Row> rows = new ArrayList<>();
      for (int r = 0; r < (i == WIDE ? 200 : 1); r++) {
        byte[] clustering = i == WIDE ? Arrays.copyOf(RandomData.key(r), 800) : Row.NO_CLUSTERING;
        byte[] value = new byte[i == WIDE ? 400 : 40];
        random.nextBytes(value);
        Cell cell = new Cell(1, new Version(1 + i, 2, 0), value, Expiry.NEVER);
        rows.add(new Row(clustering, null, null, List.of(cell)));
      }
      byte[] key = RandomData.key(i);
      keys.put(Token.hash(key), key);
      model.put(Token.hash(key), new PartitionData(null, List.of(), rows));
    }
    NewTable table = new NewTable(1, TABLE, Compression.LZ4, 99);
    try (TableWriter writer = new TableWriter(disk, "shard", table)) {
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        write(writer, entry.getKey(), entry.getValue());
      }
      writer.finish();
    }
    whole = disk.bytes(PATH);
    try (var file = disk.openForRead(PATH)) {
      BlockSearch.over(
          new BlockCodec.Source(file, PATH, 1),
          TableFormat.FILE_HEADER_BYTES,
          whole.length - TableFormat.FOOTER_BYTES,
          new BlockSearch.Visitor() {
            @Override
            public void block(BlockHandle handle, BlockKind kind, byte compression) {
              blocks.computeIfAbsent(kind, each -> new ArrayList<>()).add(handle);
            }

            @Override
            public void nothing(long from, long to) {
              throw new AssertionError("no block from " + from + " to " + to);
            }
          });
    }
    assertThat(blocks.keySet()).containsExactlyInAnyOrder(BlockKind.values());
    assertThat(blocks(BlockKind.PARTITIONS)).hasSizeGreaterThan(8);
  }

  private void write(TableWriter writer, long token, byte[] key) throws IOException {
    PartitionData data = Objects.requireNonNull(model.get(token));
    if (data.rows().size() == 1) {
      writer.add(token, key, PartitionCodec.encode(data), false);
      return;
    }
    RowBlocks rowBlocks = new RowBlocks(PartitionCodec.encode(PartitionData.EMPTY));
    for (int i = 0; i < data.rows().size(); i += 8) {
      writer.addRows(rowBlocks, data.rows().subList(i, Math.min(i + 8, data.rows().size())));
    }
    writer.addWide(token, key, rowBlocks, false);
  }

  private List<BlockHandle> blocks(BlockKind kind) {
    return Objects.requireNonNull(blocks.get(kind));
  }

  /** What came of a salvage. */
  private static final class Result implements TableScrub.Listener {
    final SortedMap<Long, PartitionData> partitions = new TreeMap<>(Long::compareUnsigned);
    final List<TokenRange> lost = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    TableStatistics statistics;

    @Override
    public void lost(long firstToken, long lastToken, String what) {
      assertThat(Long.compareUnsigned(firstToken, lastToken)).as(what).isNotPositive();
      lost.add(new TokenRange(firstToken, lastToken));
      told.add(what);
    }

    @Override
    public void progress(int done, int all) {}

    boolean tells(long token) {
      return lost.stream()
          .anyMatch(range ->
              Long.compareUnsigned(range.first(), token) <= 0
                  && Long.compareUnsigned(token, range.last()) <= 0);
    }
  }

  /**
   * Salvages a file, and checks that what came out is a good table, holds nothing that was not in
   * the old one, and that all else lies in what is told to be lost.
   */
  private Result salvage(byte[] damaged) throws IOException {
    disk.put(PATH, damaged);
    Result result = new Result();
    try (TableSalvage salvage = TableSalvage.open(disk, PATH, 1)) {
      Integer table = salvage.tableId();
      NewTable rest = salvage.rest(table == null ? TABLE : table);
      try (TableWriter writer = new TableWriter(disk, "to", rest)) {
        TableScrub.run(salvage, writer, result);
        writer.finish();
      }
    }
    SsTable table = SsTable.open(disk, "to", 1);
    result.statistics = table.statistics();
    TableWalk.over(
        table,
        new TableWalk.Visitor() {
          @Override
          public void partition(long token, byte[] key, PartitionView view) {
            assertThat(key).isEqualTo(keys.get(token));
            result.partitions.put(token, all(view));
          }

          @Override
          public void damaged(long firstToken, long lastToken, String what) {
            throw new AssertionError("salvaged: " + what);
          }
        });
    table.close();
    model.forEach((token, data) -> {
      PartitionData found = result.partitions.getOrDefault(token, PartitionData.EMPTY);
      assertThat(Merge.partitions(data, found)).as("seed " + seed).isEqualTo(data);
      if (!found.equals(data)) {
        assertThat(result.tells(token)).as("%016x of %s", token, result.told).isTrue();
      }
    });
    return result;
  }

  private static PartitionData all(PartitionView view) {
    SliceRead everything =
        new SliceRead(ByteRange.ALL, null, Integer.MAX_VALUE, Long.MAX_VALUE, false, 0);
    return Objects.requireNonNull(everything.of(List.of(view))).data();
  }

  private byte[] withZeros(long from, long to) {
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, (int) from, (int) to, (byte) 0);
    return damaged;
  }

  private byte[] without(BlockKind kind) {
    byte[] damaged = whole.clone();
    for (BlockHandle each : blocks(kind)) {
      Arrays.fill(damaged, (int) each.offset(), (int) each.offset() + each.length(), (byte) 0xA5);
    }
    return damaged;
  }

  @Test
  void nothingIsLostWithoutHeaderFooterIndexFiltersOrStatistics() throws IOException {
    List<byte[]> all = new ArrayList<>();
    all.add(withZeros(0, TableFormat.FILE_HEADER_BYTES));
    all.add(withZeros(whole.length - TableFormat.FOOTER_BYTES, whole.length));
    all.add(Arrays.copyOf(whole, whole.length - TableFormat.FOOTER_BYTES));
    all.add(Arrays.copyOf(whole, whole.length - 1));
    all.add(Arrays.copyOf(whole, whole.length + 4_096));
    all.add(without(BlockKind.INDEX));
    all.add(without(BlockKind.FILTERS));
    all.add(without(BlockKind.STATISTICS));
    all.add(Arrays.copyOf(whole, (int) blocks(BlockKind.STATISTICS).getFirst().offset()));
    for (byte[] damaged : all) {
      Result result = salvage(damaged);
      assertThat(result.told).isEmpty();
      assertThat(result.partitions).isEqualTo(model);
      assertThat(result.statistics.tableId()).isEqualTo(TABLE);
      assertThat(result.statistics.compression()).isEqualTo(Compression.LZ4);
    }
    assertThat(salvage(all.get(0)).statistics.repairedAtMillis()).isEqualTo(99);
    // Who does not know whether all replicas have it says so.
    assertThat(salvage(without(BlockKind.STATISTICS)).statistics.repairedAtMillis()).isZero();
  }

  @Test
  void aFilterThatIsLostMayHaveBeenPartitions() throws IOException {
    Result result = salvage(without(BlockKind.FILTER));
    assertThat(result.partitions).isEqualTo(model);
    assertThat(result.told).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void theTableIsUnknownWithoutHeaderAndStatistics() throws IOException {
    byte[] damaged = without(BlockKind.STATISTICS);
    Arrays.fill(damaged, 0, TableFormat.FILE_HEADER_BYTES, (byte) 0);
    disk.put(PATH, damaged);
    try (TableSalvage salvage = TableSalvage.open(disk, PATH, 1)) {
      assertThat(salvage.tableId()).isNull();
      assertThat(salvage.statistics()).isNull();
    }
    assertThat(salvage(damaged).partitions).isEqualTo(model);
  }

  @Test
  void aFileThatIsCutKeepsWhatIsBeforeTheCut() throws IOException {
    BlockHandle fourth = blocks(BlockKind.PARTITIONS).get(3);
    int[] cuts = {
      (int) fourth.offset(),
      (int) fourth.offset() + 1,
      (int) fourth.offset() + fourth.length() - 1,
      (int) fourth.offset() + fourth.length()
    };
    for (int cut : cuts) {
      Result result = salvage(Arrays.copyOf(whole, cut));
      int kept = cut == cuts[3] ? 4 : 3;
      assertThat(result.partitions).isNotEmpty();
      long last = result.partitions.lastKey();
      assertThat(result.partitions).isEqualTo(model.headMap(last + 1));
      // Everything behind it, whatever it was.
      assertThat(result.lost).hasSize(1);
      assertThat(result.lost.getFirst().last()).isEqualTo(-1L);
      assertThat(result.lost.getFirst().first() >>> 32).isEqualTo((last >>> 32) + 1);
      int bytes = cut == cuts[3] ? 0 : cut - cuts[0];
      String found = bytes == 0 ? "found the end" : "found " + bytes + " bytes that are no block";
      assertThat(result.told.getFirst()).contains("expected an index, " + found);
      assertThat(partitionsOf(kept)).isEqualTo(result.partitions.size());
    }
    Result nothing = salvage(Arrays.copyOf(whole, 7));
    assertThat(nothing.partitions).isEmpty();
    assertThat(nothing.lost).containsExactly(new TokenRange(0, -1));
  }

  /** Number of the partitions in the first blocks of partitions. */
  private int partitionsOf(int count) throws IOException {
    disk.put(PATH, whole);
    SsTable table = SsTable.open(disk, "shard", 1);
    int partitions = 0;
    for (int i = 0; i < count; i++) {
      partitions += new PartitionBlock(table.read(table.handle(i), BlockKind.PARTITIONS)).count();
    }
    table.close();
    return partitions;
  }

  @Test
  void aPageOfZerosInTheMiddleCostsTheBlocksItTouches() throws IOException {
    BlockHandle fifth = blocks(BlockKind.PARTITIONS).get(4);
    long page = (fifth.offset() + 4_095) / 4_096 * 4_096;
    // Without the footer, too, so that the file cannot be opened.
    byte[] damaged = Arrays.copyOf(withZeros(page, page + 4_096), whole.length - 10);
    Result result = salvage(damaged);
    int lost = model.size() - result.partitions.size();
    assertThat(lost).isBetween(50, 400);
    assertThat(result.told.getFirst())
        .contains("expected blocks of partitions, found ")
        .contains("bytes that are no block");
    List<Long> between = new ArrayList<>(model.keySet());
    between.removeIf(token -> !result.tells(token));
    assertThat(between).hasSize(lost);
  }

  @Test
  void partitionsAreNeverTakenFromWhereTheyDoNotBelong() throws IOException {
    BlockHandle second = blocks(BlockKind.PARTITIONS).get(1);
    BlockHandle third = blocks(BlockKind.PARTITIONS).get(2);
    byte[] damaged = Arrays.copyOf(whole, whole.length - 10);
    System.arraycopy(
        whole,
        (int) second.offset(),
        damaged,
        (int) third.offset(),
        Math.min(second.length(), third.length()));
    Result result = salvage(damaged);
    assertThat(result.partitions.size())
        .isEqualTo(model.size() - partitionsOf(3) + partitionsOf(2));
    assertThat(result.told).hasSize(1);
  }

  @Test
  void aWrongLengthOfABlockCostsThatBlockAlone() throws IOException {
    BlockHandle third = blocks(BlockKind.PARTITIONS).get(2);
    byte[] damaged = Arrays.copyOf(whole, whole.length - 10);
    ByteBuffer.wrap(damaged).putInt((int) third.offset() + 8, 30_000);
    Result result = salvage(damaged);
    assertThat(result.partitions.size())
        .isEqualTo(model.size() - partitionsOf(3) + partitionsOf(2));
    assertThat(result.told.getFirst())
        .contains("offset " + third.offset() + ": ")
        .contains("found " + third.length() + " bytes that are no block");
  }

  @Test
  void widePartitionsKeepTheRowsThatAreLeft() throws IOException {
    BlockHandle rows = blocks(BlockKind.ROWS).get(12);
    byte[] damaged = withZeros(rows.offset(), rows.offset() + 100);
    Result result = salvage(Arrays.copyOf(damaged, whole.length - 10));
    long token = Token.hash(RandomData.key(WIDE));
    assertThat(result.partitions.keySet()).isEqualTo(model.keySet());
    assertThat(Objects.requireNonNull(result.partitions.get(token)).rows()).hasSize(192);
    assertThat(result.lost).contains(new TokenRange(token, token));
  }

  @Test
  void whateverIsDamagedNothingWrongIsSalvagedAndNoLossKeptBack() throws IOException {
    for (int round = 0; round < 60; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        int from = random.nextInt(whole.length);
        int to = Math.min(whole.length, from + 1 + random.nextInt(6_000));
        switch (random.nextInt(3)) {
          case 0 -> Arrays.fill(damaged, from, to, (byte) random.nextInt(256));
          case 1 -> damaged[from] ^= (byte) (1 << random.nextInt(8));
          default -> {
            byte[] other = Arrays.copyOfRange(whole, from, to);
            int at = random.nextInt(whole.length - other.length);
            System.arraycopy(other, 0, damaged, at, other.length);
          }
        }
      }
      int length = random.nextBoolean() ? whole.length : random.nextInt(whole.length);
      salvage(Arrays.copyOf(damaged, length));
    }
  }
}

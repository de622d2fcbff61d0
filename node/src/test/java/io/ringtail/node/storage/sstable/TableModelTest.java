// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.node.storage.partition.SmallPartition;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compares what a table says with the sorted map that it was written from. */
class TableModelTest {
  private static final long NOW_MILLIS = 1_000;

  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MemoryDisk disk = new MemoryDisk();

  private record Entry(byte[] key, PartitionData data) {}

  /**
   * Partitions that are small, deleted, expiring, of some rows, or so wide that they have levels.
   */
  private SortedMap<Long, Entry> model(int partitions) {
    SortedMap<Long, Entry> model = new TreeMap<>(Long::compareUnsigned);
    for (int i = 0; i < partitions; i++) {
      byte[] key = RandomData.key(random.nextInt(1 << 20));
      int clusterings = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(30);
      PartitionData data = new RandomData(random, clusterings, 1 << 20).partition();
      if (random.nextInt(40) == 0) {
        data = Merge.partitions(data, wide(1 + random.nextInt(600), random.nextInt(400)));
      }
      model.put(Token.hash(key), new Entry(key, data));
    }
    byte[] key = RandomData.key(-1);
    // Long keys and rows of more than a block each, so that the index of rows has levels.
    model.put(Token.hash(key), new Entry(key, wide(300, 3_000)));
    return model;
  }

  private PartitionData wide(int rows, int valueBytes) {
    SortedMap<Integer, Row> all = new TreeMap<>();
    for (int i = 0; i < rows; i++) {
      int number = random.nextInt(1_000);
      byte[] clustering = Arrays.copyOf(RandomData.key(number), 4 + valueBytes / 6);
      byte[] value = new byte[valueBytes];
      random.nextBytes(value);
      Version version = new Version(1 + random.nextInt(1 << 20), 7, 0);
      long expiry = random.nextInt(10) == 0 ? 1 + random.nextInt(2_000) : Expiry.NEVER;
      Cell cell = new Cell(1, version, value, expiry);
      all.put(number, new Row(clustering, null, null, List.of(cell)));
    }
    return new PartitionData(null, List.of(), List.copyOf(all.values()));
  }

  private SsTable write(SortedMap<Long, Entry> model, long fileId, Compression compression)
      throws IOException {
    try (TableWriter writer =
        new TableWriter(disk, "shard", new NewTable(fileId, 1, compression))) {
      TableMerge.writeAll(writer, List.of(new MapCursor(model)));
      writer.finish();
    }
    return SsTable.open(disk, "shard", fileId);
  }

  @Test
  void aTableKnowsWhatTheMapKnows() throws IOException {
    System.out.println("TableModelTest: -Dringtail.seed=" + seed);
    for (int round = 0; round < 6; round++) {
      SortedMap<Long, Entry> model = model(1 + random.nextInt(1_500));
      Compression compression = List.of(Compression.values()).get(round % 3);
      SsTable table = write(model, round + 1, compression);
      assertThat(table.statistics().partitions()).isEqualTo(model.size());
      for (Map.Entry<Long, Entry> entry : model.entrySet()) {
        byte[] key = entry.getValue().key();
        SsTable.Found found = table.find(entry.getKey(), key, DirectSource.INSTANCE);
        assertThat(found).isInstanceOf(SsTable.Found.Partition.class);
        PartitionView view = ((SsTable.Found.Partition) found).view();
        compareSlices(view, entry.getValue().data());
      }
      compareCursor(table, model, 0);
      compareCursor(table, model, random.nextLong());
      compareCursor(table, model, model.lastKey());
      table.close();
    }
  }

  private void compareSlices(PartitionView view, PartitionData data) {
    for (int i = 0; i < 4; i++) {
      ByteRange slice = i == 0 ? ByteRange.ALL : slice(data);
      SliceRead read =
          new SliceRead(
              slice,
              null,
              i == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(60),
              Long.MAX_VALUE,
              random.nextBoolean(),
              NOW_MILLIS);
      SliceRead.Part expected = read.of(List.of(new SmallPartition(bytes(data), true)));
      compare(read.of(List.of(view)), expected);
    }
  }

  private void compare(SliceRead.@Nullable Part part, SliceRead.@Nullable Part expected) {
    assertThat(part).isNotNull();
    assertThat(expected).isNotNull();
    assertThat(part.data()).as("seed " + seed).isEqualTo(expected.data());
    assertThat(part.covered()).as("seed " + seed).isEqualTo(expected.covered());
  }

  private static byte[] bytes(PartitionData data) {
    return PartitionCodec.encode(data);
  }

  /** A slice whose bounds are often those of rows. */
  private ByteRange slice(PartitionData data) {
    byte[] start = bound(data);
    byte[] end = random.nextInt(4) == 0 ? null : bound(data);
    boolean ordered = end == null || Arrays.compareUnsigned(start, end) <= 0;
    return ordered ? new ByteRange(start, end) : new ByteRange(Objects.requireNonNull(end), start);
  }

  private byte[] bound(PartitionData data) {
    if (data.rows().isEmpty() || random.nextInt(3) == 0) {
      return RandomData.key(random.nextInt(1_000));
    }
    return data.rows().get(random.nextInt(data.rows().size())).clustering();
  }

  private void compareCursor(SsTable table, SortedMap<Long, Entry> model, long from) {
    PartitionCursor cursor = table.cursor(from, DirectSource.INSTANCE);
    for (Map.Entry<Long, Entry> entry : model.tailMap(from).entrySet()) {
      assertThat(cursor.state()).isEqualTo(PartitionCursor.State.AT);
      assertThat(cursor.token()).isEqualTo(entry.getKey());
      assertThat(cursor.key()).isEqualTo(entry.getValue().key());
      assertThat(cursor.view().head()).isEqualTo(Slices.head(entry.getValue().data()));
      cursor.advance();
    }
    assertThat(cursor.state()).isEqualTo(PartitionCursor.State.END);
  }

  @Test
  void aReadOfFewRowsReadsFewBlocks() throws IOException {
    SortedMap<Long, Entry> model = new TreeMap<>(Long::compareUnsigned);
    byte[] key = RandomData.key(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      Version version = new Version(1 + i, 7, 0);
      Cell cell = new Cell(1, version, new byte[100], Expiry.NEVER);
      rows.add(new Row(RandomData.key(i), null, null, List.of(cell)));
    }
    model.put(Token.hash(key), new Entry(key, new PartitionData(null, List.of(), rows)));
    SsTable table = write(model, 1, Compression.NONE);
    for (boolean reverse : List.of(false, true)) {
      Set<BlockHandle> read = new HashSet<>();
      BlockSource counting =
          (which, handle, kind) -> {
            read.add(handle);
            return DirectSource.INSTANCE.get(which, handle, kind);
          };
      SsTable.Found found = table.find(Token.hash(key), key, counting);
      PartitionView view = ((SsTable.Found.Partition) found).view();
      ByteRange slice = new ByteRange(RandomData.key(30_000), RandomData.key(30_100));
      SliceRead few = new SliceRead(slice, null, 10, Long.MAX_VALUE, reverse, NOW_MILLIS);
      SliceRead.Part part = Objects.requireNonNull(few.of(List.of(view)));
      assertThat(part.data().rows()).hasSize(10);
      int first = reverse ? 30_090 : 30_000;
      assertThat(part.data().rows().getFirst().clustering()).isEqualTo(RandomData.key(first));
      // The partition's block, a node of the index, and two blocks of rows at most.
      assertThat(read.size()).isLessThanOrEqualTo(4);
    }
    assertThat(table.statistics().counts().rows()).isEqualTo(60_000);
  }

  @Test
  void aSliceCanBeReadWhereBlocksComeIntoMemoryOneByOne() throws IOException {
    SortedMap<Long, Entry> model = model(5);
    SsTable table = write(model, 1, Compression.LZ4);
    byte[] key = RandomData.key(-1);
    Map<BlockHandle, Block> memory = new HashMap<>();
    List<BlockHandle> missing = new ArrayList<>();
    Map<BlockHandle, BlockKind> kinds = new HashMap<>();
    BlockSource source =
        (which, handle, kind) -> {
          Block block = memory.get(handle);
          if (block == null) {
            missing.add(handle);
            kinds.put(handle, kind);
          }
          return block;
        };
    SliceRead all =
        new SliceRead(ByteRange.ALL, null, Integer.MAX_VALUE, Long.MAX_VALUE, true, NOW_MILLIS);
    SliceRead.Part part = null;
    for (int tries = 0; part == null; tries++) {
      assertThat(tries).isLessThan(10_000);
      if (table.find(Token.hash(key), key, source) instanceof SsTable.Found.Partition found) {
        part = all.of(List.of(found.view()));
      }
      for (BlockHandle handle : missing) {
        memory.put(handle, table.read(handle, Objects.requireNonNull(kinds.get(handle))));
      }
      missing.clear();
    }
    SliceRead.Part expected =
        all.of(
            List.of(
                new SmallPartition(
                    bytes(Objects.requireNonNull(model.get(Token.hash(key))).data()), true)));
    compare(part, expected);
  }

  /** A map's partitions as a source, all of which are merged. */
  private static final class MapCursor implements PartitionCursor {
    private final List<Map.Entry<Long, Entry>> entries;
    private int index;

    MapCursor(SortedMap<Long, Entry> model) {
      this.entries = List.copyOf(model.entrySet());
    }

    @Override
    public State state() {
      return index < entries.size() ? State.AT : State.END;
    }

    @Override
    public long token() {
      return entries.get(index).getKey();
    }

    @Override
    public byte[] key() {
      return entries.get(index).getValue().key();
    }

    @Override
    public PartitionView view() {
      return new SmallPartition(bytes(entries.get(index).getValue().data()), true);
    }

    @Override
    public void advance() {
      index++;
    }
  }
}

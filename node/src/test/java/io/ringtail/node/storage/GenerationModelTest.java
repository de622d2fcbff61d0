// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.memtable.Memtable;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.partition.TimestampRange;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Memtables against sorted maps, with random writes, overwrites, reads and walks. */
class GenerationModelTest {
  private static final int TABLES = 3;

  private final Random random = new Random(StorageHarness.seed("GenerationModelTest"));
  private final ChunkPool memory = new ChunkPool(8 << 20);
  private final PartitionScanner scanner = new PartitionScanner();

  /** What a table holds, by token; keys of a few bytes have tokens of their own. */
  private final Map<Integer, NavigableMap<Long, PartitionData>> model = new TreeMap<>();

  private final Map<Integer, TimestampRange> timestamps = new TreeMap<>();

  @Test
  void memtablesKnowWhatSortedMapsKnow() {
    for (int round = 0; round < 12; round++) {
      Generation generation = new Generation(1, memory);
      model.clear();
      timestamps.clear();
      int keys = 1 << (2 + random.nextInt(11));
      RandomData data = new RandomData(random, round % 3 == 0 ? 40 : 1, 1 + random.nextInt(2_000));
      for (int step = 0; step < 8_000; step++) {
        int table = random.nextInt(TABLES);
        byte[] key = RandomData.key(random.nextInt(keys));
        if (random.nextInt(4) > 0) {
          write(generation, table, key, random.nextBoolean() ? data.partition() : value());
        } else {
          check(generation, table, key);
        }
      }
      for (int table = 0; table < TABLES; table++) {
        walk(generation, table, 0);
        walk(generation, table, random.nextLong());
      }
      generation.release();
    }
    memory.close();
  }

  /** As most writes are: one cell of one row, later than all before or not. */
  private PartitionData value() {
    byte[] bytes = new byte[random.nextInt(random.nextInt(50) == 0 ? 70_000 : 200)];
    Version version = new Version(1 + random.nextInt(2_000), random.nextInt(3), 0);
    Cell cell = new Cell(random.nextInt(2), version, bytes, Expiry.NEVER);
    return new PartitionData(
        null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, List.of(cell))));
  }

  private void write(Generation generation, int table, byte[] key, PartitionData data) {
    Mutation mutation = new Mutation(table, key, PartitionCodec.encode(data));
    scanner.scan(mutation.content());
    generation.merge(mutation, Token.hash(key), scanner);
    model
        .computeIfAbsent(table, absent -> new TreeMap<>(Long::compareUnsigned))
        .merge(Token.hash(key), data, Merge::partitions);
    timestamps.computeIfAbsent(table, absent -> new TimestampRange()).add(data);
  }

  private static PartitionData data(PartitionView view) {
    SliceRead all = new SliceRead(ByteRange.ALL, null, Integer.MAX_VALUE, Long.MAX_VALUE, false, 0);
    PartitionData data = Objects.requireNonNull(all.of(List.of(view))).data();
    byte[] content = view.content();
    if (content != null) {
      assertThat(content).isEqualTo(PartitionCodec.encode(data));
      boolean expires =
          data.rows().stream()
              .flatMap(row -> row.cells().stream())
              .anyMatch(cell -> cell.expiryMillis() != Expiry.NEVER);
      assertThat(view.expires()).isEqualTo(expires);
    }
    return data;
  }

  private void check(Generation generation, int table, byte[] key) {
    Memtable memtable = generation.memtable(table);
    PartitionView view = memtable == null ? null : memtable.find(Token.hash(key), key);
    NavigableMap<Long, PartitionData> known = model.getOrDefault(table, new TreeMap<>());
    PartitionData expected = known.get(Token.hash(key));
    assertThat(view == null ? null : data(view)).isEqualTo(expected);
  }

  private void walk(Generation generation, int table, long from) {
    Memtable memtable = Objects.requireNonNull(generation.memtable(table));
    NavigableMap<Long, PartitionData> known = Objects.requireNonNull(model.get(table));
    List<Long> tokens = new ArrayList<>();
    PartitionCursor cursor = memtable.cursor(from);
    for (; cursor.state() == PartitionCursor.State.AT; cursor.advance()) {
      assertThat(cursor.token()).isEqualTo(Token.hash(cursor.key()));
      assertThat(data(cursor.view())).isEqualTo(known.get(cursor.token()));
      tokens.add(cursor.token());
    }
    assertThat(tokens).isEqualTo(List.copyOf(known.tailMap(from, true).keySet()));
    assertThat(memtable.partitions()).isEqualTo(known.size());
    TimestampRange range = Objects.requireNonNull(timestamps.get(table));
    assertThat(memtable.timestamps().min()).isEqualTo(range.min());
    assertThat(memtable.timestamps().max()).isEqualTo(range.max());
  }
}

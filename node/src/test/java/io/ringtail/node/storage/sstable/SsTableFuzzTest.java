// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.frame.MalformedException;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Opens and reads tables that no writer wrote: whole, by key, forward and in reverse. What is wrong
 * is always said in the same way, and nothing is answered out of a block whose checksum is wrong.
 * {@code docs/storage.md} tells how to fuzz.
 */
class SsTableFuzzTest {
  private static final String PATH = "f/0000000000000001.sst";

  /** Keys that are looked for. */
  private static final int FINDS_MAX = 64;

  @FuzzTest(maxDuration = "", maxExecutions = 10_000_000)
  void aTableIsReadOrDamaged(byte[] input) throws IOException {
    FuzzedFile file = new FuzzedFile(input);
    SsTable table;
    try {
      table = SsTable.read(new BlockCodec.Source(file, PATH, FuzzedFile.FILE_ID));
    } catch (DamagedException damaged) {
      assertThat(damaged).hasMessageContaining("offset");
      return;
    }
    assertThat(file.damaged()).as("wrong checksums in what was opened").isZero();
    scrub(table, file);
    Map<ByteBuffer, List<PartitionData>> walked = new HashMap<>();
    boolean whole = walk(table, file, walked);
    find(table, file, walked, whole);
  }

  private static void scrub(SsTable table, FuzzedFile file) throws IOException {
    int before = file.damaged();
    int[] lost = {0};
    TableScrub.run(
        table,
        null,
        new TableScrub.Listener() {
          @Override
          public void lost(long firstToken, long lastToken, String what) {
            lost[0]++;
          }

          @Override
          public void progress(int blocks, int all) {}
        });
    assertThat(lost[0] > 0 || file.damaged() == before).as("damage was told").isTrue();
  }

  /** Reads all partitions from the first to the last; false when something is damaged. */
  private static boolean walk(
      SsTable table, FuzzedFile file, Map<ByteBuffer, List<PartitionData>> walked) {
    int before = file.damaged();
    try {
      PartitionCursor cursor = table.cursor(0, DirectSource.INSTANCE);
      while (cursor.state() == PartitionCursor.State.AT) {
        PartitionData data = read(cursor.view());
        if (data != null) {
          walked.computeIfAbsent(ByteBuffer.wrap(cursor.key()), key -> new ArrayList<>()).add(data);
        }
        cursor.advance();
      }
      assertThat(file.damaged()).as("wrong checksums of what was walked over").isEqualTo(before);
      return true;
    } catch (UncheckedIOException noticed) {
      assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
      return false;
    } catch (MalformedException noticed) {
      return false;
    }
  }

  /** All of a partition, read in both directions; null when it is damaged. */
  private static @Nullable PartitionData read(PartitionView view) {
    try {
      byte[] content = view.content();
      if (content != null) {
        return PartitionCodec.decode(content);
      }
      List<Row> forward = rows(view, false);
      assertThat(rows(view, true).reversed()).isEqualTo(forward);
      return new PartitionData(view.head().deletion(), view.head().ranges(), forward);
    } catch (UncheckedIOException noticed) {
      assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
      throw noticed;
    } catch (MalformedException noticed) {
      return null;
    }
  }

  private static List<Row> rows(PartitionView view, boolean reverse) {
    List<Row> rows = new ArrayList<>();
    RowCursor cursor = view.rows(ByteRange.ALL, reverse);
    List<Row> batch = Objects.requireNonNull(cursor.next());
    while (!batch.isEmpty()) {
      rows.addAll(batch);
      batch = Objects.requireNonNull(cursor.next());
    }
    return rows;
  }

  private static void find(
      SsTable table, FuzzedFile file, Map<ByteBuffer, List<PartitionData>> walked, boolean whole) {
    List<ByteBuffer> keys = new ArrayList<>(walked.keySet());
    keys.add(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    for (ByteBuffer key : keys.subList(0, Math.min(FINDS_MAX, keys.size()))) {
      int before = file.damaged();
      try {
        byte[] bytes = new byte[key.limit()];
        key.get(0, bytes);
        SsTable.Found found = table.find(Token.hash(bytes), bytes, DirectSource.INSTANCE);
        assertThat(found).isNotEqualTo(SsTable.Found.Nothing.MISSING);
        if (found instanceof SsTable.Found.Partition partition) {
          PartitionData data = read(partition.view());
          if (data != null && whole) {
            assertThat(walked.get(key)).contains(data);
          }
        }
        assertThat(file.damaged()).as("wrong checksums of what was found").isEqualTo(before);
      } catch (UncheckedIOException noticed) {
        assertThat(noticed.getCause()).isInstanceOf(DamagedException.class);
      } catch (MalformedException noticed) {
        assertThat(noticed.getMessage()).isNotNull();
      }
    }
  }

  /** What the fuzzer begins with: tables of which all checksums are 0. */
  private static Map<String, byte[]> seeds() throws IOException {
    Map<String, byte[]> seeds = new TreeMap<>();
    for (Compression compression : Compression.values()) {
      String name = compression.toString().toLowerCase(Locale.ROOT);
      seeds.put("small-" + name, seed(3, 1, 4, compression));
      seeds.put("wide-" + name, seed(2, 20, 4, compression));
      if (compression != Compression.NONE) {
        seeds.put("deep-" + name, seed(1, 24, 800, compression));
      }
    }
    return seeds;
  }

  static byte[] seed(int partitions, int rows, int keyBytes, Compression compression)
      throws IOException {
    MemoryDisk disk = new MemoryDisk();
    SortedMap<Long, byte[]> keys = new TreeMap<>(Long::compareUnsigned);
    for (int i = 0; i < partitions; i++) {
      keys.put(Token.hash(RandomData.key(i)), RandomData.key(i));
    }
    NewTable table = new NewTable(FuzzedFile.FILE_ID, 4, compression);
    try (TableWriter writer = new TableWriter(disk, "f", table)) {
      for (Map.Entry<Long, byte[]> entry : keys.entrySet()) {
        if (rows == 1) {
          PartitionData data = new PartitionData(null, List.of(), rows(Row.NO_CLUSTERING));
          writer.add(entry.getKey(), entry.getValue(), PartitionCodec.encode(data), false);
          continue;
        }
        RowBlocks blocks = new RowBlocks(PartitionCodec.encode(PartitionData.EMPTY));
        for (int i = 0; i < rows; i += 2) {
          writer.addRows(
              blocks,
              rows(
                  Arrays.copyOf(RandomData.key(i), keyBytes),
                  Arrays.copyOf(RandomData.key(i + 1), keyBytes)));
        }
        writer.addWide(entry.getKey(), entry.getValue(), blocks, false);
      }
      writer.finish();
    }
    return withoutChecksums(disk.bytes(PATH));
  }

  static List<Row> rows(byte[]... clusterings) {
    List<Row> rows = new ArrayList<>();
    for (byte[] clustering : clusterings) {
      Cell cell = new Cell(1, new Version(1, 2, 0), new byte[] {3}, Expiry.NEVER);
      rows.add(new Row(clustering, null, null, List.of(cell)));
    }
    return rows;
  }

  /** Looks for all checksums at the end of all that could be read. */
  private static byte[] withoutChecksums(byte[] whole) {
    ByteBuffer left = ByteBuffer.wrap(whole.clone());
    left.putInt(TableFormat.FILE_HEADER_BYTES - 4, 0).putInt(whole.length - 4, 0);
    int offset = TableFormat.FILE_HEADER_BYTES;
    while (offset < whole.length - TableFormat.FOOTER_BYTES) {
      int end = TableBlocks.end(whole, FuzzedFile.FILE_ID, offset);
      left.putInt(end - 4, 0);
      offset = end;
    }
    return left.array();
  }

  @Test
  void whatTheFuzzerBeginsWithIsWhole() throws IOException {
    for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
      FuzzedFile file = new FuzzedFile(seed.getValue());
      SsTable table = SsTable.read(new BlockCodec.Source(file, PATH, FuzzedFile.FILE_ID));
      Map<ByteBuffer, List<PartitionData>> walked = new HashMap<>();
      assertThat(walk(table, file, walked)).as(seed.getKey()).isTrue();
      assertThat(walked).as(seed.getKey()).hasSize((int) table.statistics().partitions());
      aTableIsReadOrDamaged(seed.getValue());
      if (Boolean.getBoolean("ringtail.write")) {
        Path folder =
            Path.of(
                "src/test/resources/io/ringtail/node/storage/sstable/SsTableFuzzTestInputs",
                "aTableIsReadOrDamaged");
        Files.createDirectories(folder);
        Files.write(folder.resolve(seed.getKey()), seed.getValue());
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.storage;

import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.sstable.Block;
import io.ringtail.node.storage.sstable.BlockHandle;
import io.ringtail.node.storage.sstable.BlockKind;
import io.ringtail.node.storage.sstable.BlockSource;
import io.ringtail.node.storage.sstable.DirectSource;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableWriter;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What one table takes on disk and in memory, and what writing, finding and scanning cost: keys of
 * 16 bytes, values of 100 of which half are random. Arguments: folder, number of keys.
 */
public final class TableMeasurement {
  private static final int VALUE_BYTES = 100;
  private static final int LOOKUPS = 50_000;

  private final FileDisk disk;
  private final byte[][] keys;
  private final Random random = new Random(1);
  private long fileId;

  private TableMeasurement(FileDisk disk, int count) {
    this.disk = disk;
    this.keys = new byte[count][];
    for (int i = 0; i < count; i++) {
      keys[i] = ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(i).array();
    }
    Arrays.sort(keys, Comparator.comparing(key -> new Token(Token.hash(key))));
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    try (FileDisk disk = FileDisk.open(Path.of(args[0]))) {
      disk.createFolders("t");
      TableMeasurement measurement = new TableMeasurement(disk, Integer.parseInt(args[1]));
      for (int round = 0; round < 3; round++) {
        for (Compression compression : Compression.values()) {
          measurement.measure(compression);
        }
      }
    }
  }

  private byte[] content() {
    byte[] value = new byte[VALUE_BYTES];
    random.nextBytes(value);
    Arrays.fill(value, VALUE_BYTES / 2, VALUE_BYTES, value[0]);
    Version version =
        new Version(1_700_000_000_000L << 16 | random.nextInt(1 << 30), random.nextInt(4), 0);
    Cell cell = new Cell(1, version, value, Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return PartitionCodec.encode(new PartitionData(null, List.of(), List.of(row)));
  }

  private void measure(Compression compression) throws IOException {
    byte[][] contents = new byte[keys.length][];
    Arrays.setAll(contents, i -> content());
    NewTable table = new NewTable(++fileId, 1, compression);
    long before = CpuTime.nanos();
    try (TableWriter writer = new TableWriter(disk, "t", table)) {
      for (int i = 0; i < keys.length; i++) {
        writer.add(Token.hash(keys[i]), keys[i], contents[i], false);
      }
      writer.finish();
    }
    long writeNanos = CpuTime.nanos() - before;
    SsTable written = SsTable.open(disk, "t", fileId);
    Cached cached = new Cached();
    find(written, cached, false);
    long hitNanos = CpuTime.of(() -> find(written, cached, false));
    long missNanos = CpuTime.of(() -> find(written, cached, true));
    long coldNanos = CpuTime.of(() -> find(written, DirectSource.INSTANCE, false));
    long scanNanos = CpuTime.of(() -> scan(written));
    System.out.printf(
        Locale.ROOT,
        "%-4s %6.1f B/key on disk, %5.3f B/key in memory; CPU ns: write %5d, hit %5d, miss %4d,"
            + " hit uncached %6d, scan %4d%n",
        compression,
        (double) written.fileBytes() / keys.length,
        (double) written.memoryBytes() / keys.length,
        writeNanos / keys.length,
        hitNanos / LOOKUPS,
        missNanos / LOOKUPS,
        coldNanos / LOOKUPS,
        scanNanos / keys.length);
    written.close();
    disk.delete(written.path());
  }

  private void find(SsTable table, BlockSource source, boolean absent) {
    int found = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      byte[] key = keys[random.nextInt(keys.length)];
      if (absent) {
        key = ByteBuffer.allocate(16).putLong(i).putLong(-1).array();
      }
      boolean isThere =
          table.find(Token.hash(key), key, source) instanceof SsTable.Found.Partition partition
              && partition.view().content() != null;
      found += isThere ? 1 : 0;
    }
    if (found != (absent ? 0 : LOOKUPS)) {
      throw new IllegalStateException(found + " of " + LOOKUPS + " found");
    }
  }

  private void scan(SsTable table) {
    long bytes = 0;
    PartitionCursor cursor = table.cursor(0, DirectSource.INSTANCE);
    while (cursor.state() == PartitionCursor.State.AT) {
      byte[] content = cursor.view().content();
      bytes += cursor.key().length + (content == null ? 0 : content.length);
      cursor.advance();
    }
    if (bytes < (long) keys.length * (16 + VALUE_BYTES)) {
      throw new IllegalStateException("scanned " + bytes + " bytes");
    }
  }

  /** A cache without a bound, so that only the table's own part is measured. */
  private static final class Cached implements BlockSource {
    private final Map<Long, Block> blocks = new HashMap<>();

    @Override
    public Block get(SsTable table, BlockHandle handle, BlockKind kind) {
      return blocks.computeIfAbsent(
          handle.offset(), offset -> DirectSource.INSTANCE.get(table, handle, kind));
    }
  }
}

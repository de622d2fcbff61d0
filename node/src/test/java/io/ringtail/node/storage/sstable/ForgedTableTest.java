// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.RandomData;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.RowCursor;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Tables whose checksums are right and whose numbers are not. */
class ForgedTableTest {
  private static final String PATH = "f/0000000000000001.sst";

  private final byte[] key = RandomData.key(5);

  /** Where the footer's handle says that a block begins. */
  private static int offset(ByteBuffer table, int handle) {
    return (int) table.getLong(table.limit() - TableFormat.FOOTER_BYTES + 12 * handle);
  }

  private static SsTable open(byte[] table) throws IOException {
    FuzzedFile file = new FuzzedFile(table);
    return SsTable.read(new BlockCodec.Source(file, PATH, FuzzedFile.FILE_ID));
  }

  @Test
  void aBlockBeforeTheFileIsDamage() throws IOException {
    byte[] table = SsTableFuzzTest.seed(3, 1, 4, Compression.NONE);
    ByteBuffer forged = ByteBuffer.wrap(table);
    int places = offset(forged, 1) + TableFormat.BLOCK_HEADER_BYTES;
    forged.putLong(places + Long.BYTES, -7);
    assertThatThrownBy(() -> open(table))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("offset -7: expected a block");
  }

  @Test
  void aBlockBehindAllFilesIsDamageAndTakesNoMemory() throws IOException {
    byte[] table = SsTableFuzzTest.seed(3, 1, 4, Compression.NONE);
    ByteBuffer.wrap(table)
        .putLong(table.length - TableFormat.FOOTER_BYTES, Long.MAX_VALUE)
        .putInt(table.length - TableFormat.FOOTER_BYTES + Long.BYTES, Integer.MAX_VALUE);
    assertThatThrownBy(() -> open(table))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("expected 2147483647 bytes, found the end");
  }

  @Test
  void aShortBlockBehindAllFilesIsDamageToAStart() throws IOException {
    byte[] table = wide(new BlockHandle(0, 0), 0);
    int footer = table.length - TableFormat.FOOTER_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.wrap(table)
            .putLong(footer, Long.MAX_VALUE)
            .slice(footer, TableFormat.FOOTER_BYTES - 4));
    ByteBuffer.wrap(table).putInt(table.length - 4, (int) crc.getValue());
    MemoryDisk disk = new MemoryDisk();
    disk.put(PATH, table);
    assertThatThrownBy(() -> SsTable.open(disk, "f", FuzzedFile.FILE_ID))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("offset " + Long.MAX_VALUE);
  }

  @Test
  void aRawLengthThatCannotBeTakesNoMemory() throws IOException {
    for (Compression compression : Compression.values()) {
      byte[] table = SsTableFuzzTest.seed(3, 1, 4, Compression.NONE);
      ByteBuffer forged = ByteBuffer.wrap(table);
      int index = offset(forged, 0);
      forged.put(index + 1, TableFormat.codeOf(compression)).putInt(index + 4, Integer.MAX_VALUE);
      assertThatThrownBy(() -> open(table))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("found 2147483647 raw ones");
    }
  }

  @Test
  void aWalkOverRowsEndsThoughTheirIndexNamesABlockTwice() throws IOException {
    byte[] whole = wide(new BlockHandle(0, 0), 0);
    int end = TableBlocks.end(whole, FuzzedFile.FILE_ID, TableFormat.FILE_HEADER_BYTES);
    int start = TableFormat.FILE_HEADER_BYTES;
    byte[] twice = wide(new BlockHandle(start, end - start), 1);
    for (boolean reverse : List.of(false, true)) {
      assertThat(rows(whole, reverse)).isEqualTo(4);
      assertThatThrownBy(() -> rows(twice, reverse))
          .isInstanceOf(UncheckedIOException.class)
          .cause()
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("expected a block of rows");
    }
  }

  /** A table with a wide partition of two blocks, of which one is named some more times. */
  private byte[] wide(BlockHandle named, int times) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    NewTable table = new NewTable(FuzzedFile.FILE_ID, 4, Compression.NONE);
    try (TableWriter writer = new TableWriter(disk, "f", table)) {
      RowBlocks blocks = new RowBlocks(PartitionCodec.encode(PartitionData.EMPTY));
      for (int i = 0; i < 2; i++) {
        writer.addRows(
            blocks, SsTableFuzzTest.rows(RandomData.key(10 * i), RandomData.key(10 * i + 1)));
        for (int again = 0; again < times; again++) {
          blocks.add(
              named,
              RandomData.key(10 * i + 5),
              (raw, length) -> {
                throw new IOException("one node is enough");
              });
        }
      }
      writer.addWide(Token.hash(key), key, blocks, false);
      writer.finish();
    }
    return disk.bytes(PATH);
  }

  private int rows(byte[] table, boolean reverse) throws IOException {
    SsTable open = open(table);
    SsTable.Found found = open.find(Token.hash(key), key, DirectSource.INSTANCE);
    PartitionView view = ((SsTable.Found.Partition) found).view();
    RowCursor cursor = view.rows(ByteRange.ALL, reverse);
    int rows = 0;
    for (List<Row> batch = cursor.next(); batch != null && !batch.isEmpty(); ) {
      rows += batch.size();
      batch = cursor.next();
    }
    return rows;
  }
}

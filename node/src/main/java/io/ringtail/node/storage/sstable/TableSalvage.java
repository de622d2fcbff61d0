// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a table's file that cannot be opened, because footer, index, filters, statistics
 * or header are damaged or missing. It is walked over block by block from its start. Confined to
 * one thread, which it blocks.
 */
public final class TableSalvage implements AutoCloseable {
  private final BlockCodec.Source source;
  private final long fileBytes;

  /** Where blocks end: at the footer if there is one, else at the file's end. */
  private final long blocksEnd;

  private @Nullable Integer tableId;
  private @Nullable TableStatistics statistics;
  private Compression compression = Compression.NONE;

  private TableSalvage(BlockCodec.Source source) throws IOException {
    this.source = source;
    this.fileBytes = source.file().sizeBytes();
    this.tableId = TableFooter.tableIdOfHeader(source);
    this.blocksEnd =
        TableFooter.isThere(source, fileBytes) ? fileBytes - TableFormat.FOOTER_BYTES : fileBytes;
    BlockSearch.over(source, TableFormat.FILE_HEADER_BYTES, blocksEnd, new Survey());
    if (statistics != null) {
      tableId = statistics.tableId();
      compression = statistics.compression();
    }
  }

  /** Opens a file, and looks for what it tells of itself. Reads all of it. */
  public static TableSalvage open(Disk disk, String path, long fileId) throws IOException {
    DiskFile file = disk.openForRead(path);
    try {
      return new TableSalvage(new BlockCodec.Source(file, path, fileId));
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** Id of the table in the schema; null when neither header nor statistics are left to tell it. */
  public @Nullable Integer tableId() {
    return tableId;
  }

  /** The statistics; null when they are lost. */
  public @Nullable TableStatistics statistics() {
    return statistics;
  }

  /** What a table that gets the rest has to be. */
  public NewTable rest(int ofTable) {
    return new NewTable(
        source.fileId(),
        ofTable,
        compression,
        statistics == null ? 0 : statistics.repairedAtMillis());
  }

  /** Walks over all partitions that are left. */
  public void walk(TableWalk.Visitor visitor) throws IOException {
    Rest rest = new Rest(visitor);
    BlockSearch.over(source, TableFormat.FILE_HEADER_BYTES, blocksEnd, rest);
    rest.end("an index");
  }

  @Override
  public void close() throws IOException {
    source.file().close();
  }

  /** Finds the statistics, and how blocks are compressed. */
  private final class Survey implements BlockSearch.Visitor {
    @Override
    public void block(BlockHandle handle, BlockKind kind, byte stored) {
      switch (kind) {
        case STATISTICS -> read(handle);
        case PARTITIONS, ROWS, ROW_INDEX -> {
          if (stored == TableFormat.STORED_LZ4) {
            compression = Compression.LZ4;
          } else if (stored == TableFormat.STORED_ZSTD) {
            compression = Compression.ZSTD;
          }
        }
        case INDEX, FILTER, FILTERS -> {}
      }
    }

    private void read(BlockHandle handle) {
      try {
        statistics = TableStatistics.decode(BlockCodec.read(source, handle, BlockKind.STATISTICS));
      } catch (DamagedException | IllegalArgumentException malformed) {
        statistics = null; // the rest can do without
      }
    }

    @Override
    public void nothing(long from, long to) {}
  }

  /** Reads the partitions, and tells what must have been between them. */
  private final class Rest implements BlockSearch.Visitor {
    private final TableWalk.Visitor visitor;
    private final TableWalk walk;

    /** Where the first bytes since the last partitions are that are no block; -1 for nowhere. */
    private long lostAt = -1;

    private long lostBytes;
    private boolean ended;

    Rest(TableWalk.Visitor visitor) {
      this.visitor = visitor;
      this.walk = new TableWalk(SsTable.unopened(source, fileBytes, rest(0)), visitor);
    }

    @Override
    public void block(BlockHandle handle, BlockKind kind, byte stored) throws IOException {
      visitor.progress(
          (int) (handle.offset() / TableFormat.BLOCK_BYTES),
          (int) (blocksEnd / TableFormat.BLOCK_BYTES));
      if (kind == BlockKind.INDEX && lostAt < 0) {
        ended = true;
      } else if (kind == BlockKind.INDEX) {
        end("blocks of partitions");
      } else if (kind == BlockKind.PARTITIONS) {
        partitions(handle);
      }
    }

    private void partitions(BlockHandle handle) throws IOException {
      PartitionBlock block;
      try {
        block =
            new PartitionBlock(
                BlockCodec.readBlock(source, handle, BlockKind.PARTITIONS, byte[]::new));
      } catch (DamagedException damaged) {
        nothing(handle.offset(), handle.offset() + handle.length());
        return;
      }
      long first = Token.hash(block.key(0));
      if (lostAt >= 0) {
        lost(upperHalf(first) - 1, "blocks of partitions");
      }
      walk.entries(block, first, -1, false);
    }

    @Override
    public void nothing(long from, long to) {
      lostAt = lostAt < 0 ? from : lostAt;
      lostBytes += to - from;
    }

    /** There are no more partitions. */
    void end(String expected) {
      if (!ended) {
        ended = true;
        lost(statistics == null ? -1 : statistics.tokenMax(), expected);
      }
      visitor.progress(1, 1);
    }

    /** Tells that partitions up to a token may be lost, if there can be any since the last one. */
    private void lost(long last, String expected) {
      long first = statistics == null ? 0 : statistics.tokenMin();
      if (walk.hasBegun()) {
        // Tokens with the same upper half are in one block.
        first = upperHalf(walk.token()) + (1L << 32);
      }
      boolean isBehindAll = walk.hasBegun() && first == 0;
      if (!isBehindAll && Long.compareUnsigned(first, last) <= 0) {
        visitor.damaged(
            first,
            last,
            source.path()
                + (lostAt < 0
                    ? ": expected " + expected + ", found the end of the file"
                    : String.format(
                        ": offset %d: expected %s, found %d bytes that are no block",
                        lostAt, expected, lostBytes)));
      }
      lostAt = -1;
      lostBytes = 0;
    }

    private static long upperHalf(long token) {
      return token >>> 32 << 32;
    }
  }
}

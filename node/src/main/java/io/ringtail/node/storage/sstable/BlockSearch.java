// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of a table's file without its index: each header tells where the next one is.
 * Where there is no block, every place behind is tried. What is found has the right checksum, which
 * covers file and place. Confined to one thread, which it blocks.
 */
final class BlockSearch {
  /** What is told of a file, in the order of places. */
  interface Visitor {
    /**
     * There is a block.
     *
     * @param compression number of its compression
     */
    void block(BlockHandle handle, BlockKind kind, byte compression) throws IOException;

    /** There is no block from one place up to another. */
    void nothing(long from, long to) throws IOException;
  }

  private static final int WINDOW_BYTES = 1 << 16;

  /** What a disk that cannot read some of its bytes is asked for at a time. */
  private static final int PAGE_BYTES = 1 << 12;

  private final BlockCodec.Source source;
  private final long end;

  /** Some of the file's bytes; those that cannot be read are zero. */
  private final byte[] window = new byte[WINDOW_BYTES];

  private long windowStart;
  private int windowBytes;

  private BlockSearch(BlockCodec.Source source, long end) {
    this.source = source;
    this.end = end;
  }

  /** Searches a file from one place up to another. */
  static void over(BlockCodec.Source source, long start, long end, Visitor visitor)
      throws IOException {
    new BlockSearch(source, end).run(start, visitor);
  }

  private void run(long start, Visitor visitor) throws IOException {
    long behindLast = start;
    long at = start;
    while (at < end) {
      BlockHandle handle = blockAt(at);
      if (handle == null) {
        at++;
        continue;
      }
      if (at > behindLast) {
        visitor.nothing(behindLast, at);
      }
      load(at, TableFormat.BLOCK_HEADER_BYTES);
      byte compression = u8(at + 1);
      BlockKind kind = BlockKind.of(u8(at));
      if (kind != null) {
        visitor.block(handle, kind, compression);
      }
      at += handle.length();
      behindLast = at;
    }
    if (behindLast < end) {
      visitor.nothing(behindLast, end);
    }
  }

  /** The block that begins at a place; null when none does. */
  private @Nullable BlockHandle blockAt(long at) {
    long room = end - at - TableFormat.BLOCK_HEADER_BYTES - TableFormat.BLOCK_TRAILER_BYTES;
    if (room < 0) {
      return null;
    }
    load(at, TableFormat.BLOCK_HEADER_BYTES);
    if (BlockKind.of(u8(at)) == null || u8(at + 2) != 0 || u8(at + 3) != 0) {
      return null;
    }
    int stored = i32(at + 8);
    if (stored < 0 || stored > room) {
      return null;
    }
    int checked = TableFormat.BLOCK_HEADER_BYTES + stored;
    int sum = checksum(at, checked);
    load(at + checked, TableFormat.BLOCK_TRAILER_BYTES);
    return i32(at + checked) == sum
        ? new BlockHandle(at, checked + TableFormat.BLOCK_TRAILER_BYTES)
        : null;
  }

  private int checksum(long from, int length) {
    CRC32C crc = BlockCodec.checksumOfPlace(source.fileId(), from);
    for (long at = from; at < from + length; ) {
      load(at, 1);
      int index = (int) (at - windowStart);
      int count = (int) Math.min(windowBytes - index, from + length - at);
      crc.update(window, index, count);
      at += count;
    }
    return (int) crc.getValue();
  }

  private byte u8(long at) {
    return window[(int) (at - windowStart)];
  }

  private int i32(long at) {
    return ByteBuffer.wrap(window).getInt((int) (at - windowStart));
  }

  /** Makes sure that some bytes before the end are in the window. */
  private void load(long at, int count) {
    if (at >= windowStart && at + count <= windowStart + windowBytes) {
      return;
    }
    windowStart = at;
    windowBytes = (int) Math.min(WINDOW_BYTES, end - at);
    Arrays.fill(window, (byte) 0);
    if (!read(0, windowBytes)) {
      for (int page = 0; page < windowBytes; page += PAGE_BYTES) {
        read(page, Math.min(PAGE_BYTES, windowBytes - page));
      }
    }
  }

  private boolean read(int index, int count) {
    try {
      source.file().read(ByteBuffer.wrap(window, index, count), windowStart + index);
      return true;
    } catch (IOException unreadable) {
      Arrays.fill(window, index, index + count, (byte) 0);
      return false;
    }
  }
}

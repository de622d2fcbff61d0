// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.ringtail.protocol.schema.Compression;
import net.jpountz.lz4.LZ4Compressor;
import org.jspecify.annotations.Nullable;

/** Compresses the blocks of one table. Confined to one thread. */
final class Compressor implements AutoCloseable {
  /** LZ4 and Zstd are kept where they save an eighth; less does not pay for the decompression. */
  private static final int SAVING_SHIFT = 3;

  /** Shorter blocks are stored as they are. */
  private static final int COMPRESSED_BYTES_MIN = 128;

  /** Zstd's own choice between speed and size. */
  private static final int ZSTD_LEVEL = 3;

  private final Compression compression;
  private final @Nullable LZ4Compressor lz4;
  private final @Nullable ZstdCompressCtx zstd;

  Compressor(Compression compression) {
    this.compression = compression;
    this.lz4 = compression == Compression.LZ4 ? Decompressor.LZ4.fastCompressor() : null;
    this.zstd = compression == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
  }

  /** Most bytes that compressing takes. */
  int lengthMax(int length) {
    if (lz4 != null) {
      return lz4.maxCompressedLength(length);
    }
    return zstd != null ? Math.toIntExact(Zstd.compressBound(length)) : length;
  }

  /**
   * Compresses a block.
   *
   * @return bytes in {@code out}; -1 when it does not pay, and the block is to be stored as it is
   */
  int compress(byte[] raw, int length, byte[] out, int start) {
    if (length < COMPRESSED_BYTES_MIN) {
      return -1;
    }
    int stored = length;
    if (lz4 != null) {
      stored = lz4.compress(raw, 0, length, out, start);
    } else if (zstd != null) {
      stored = zstd.compressByteArray(out, start, out.length - start, raw, 0, length);
    }
    return stored <= length - (length >>> SAVING_SHIFT) ? stored : -1;
  }

  Compression compression() {
    return compression;
  }

  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
    }
  }
}

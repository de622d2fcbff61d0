// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.ringtail.protocol.schema.Compression;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Decompresses blocks. Thread-safe. */
final class Decompressor {
  /** The native library where it loads, else the same in Java. */
  static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

  private static final LZ4SafeDecompressor LZ4_DECOMPRESSOR = LZ4.safeDecompressor();

  /** A context costs more than a block; there are as many as threads that read Zstd. */
  private static final ThreadLocal<ZstdDecompressCtx> ZSTD =
      ThreadLocal.withInitial(ZstdDecompressCtx::new);

  /** A byte of LZ4 says at most that so many more bytes are the same as earlier ones. */
  private static final int LZ4_BYTES_MAX = 255;

  /** A block of Zstandard has at most so many bytes (RFC 8878), for at least four. */
  private static final long ZSTD_BLOCK_BYTES_MAX = 1 << 17;

  private static final int ZSTD_BLOCK_BYTES_MIN = 4;

  private Decompressor() {}

  /** How many raw bytes there can be in so many, so that a wrong length cannot take all memory. */
  static long rawLengthMax(Compression compression, int length) {
    return switch (compression) {
      case NONE -> length;
      case LZ4 -> (long) LZ4_BYTES_MAX * length;
      case ZSTD -> length / ZSTD_BLOCK_BYTES_MIN * ZSTD_BLOCK_BYTES_MAX;
    };
  }

  /**
   * Decompresses a block, which has to give as many bytes as there is room for.
   *
   * @throws IllegalArgumentException when it does not, or is not of this compression
   */
  static void decompress(
      Compression compression, byte[] stored, int start, int length, BlockCodec.Raw raw) {
    int count =
        switch (compression) {
          case NONE -> copy(stored, start, length, raw);
          case LZ4 -> lz4(stored, start, length, raw);
          case ZSTD -> zstd(stored, start, length, raw);
        };
    if (count != raw.length()) {
      throw new IllegalArgumentException("expected " + raw.length() + " raw bytes, found " + count);
    }
  }

  private static int copy(byte[] stored, int start, int length, BlockCodec.Raw raw) {
    System.arraycopy(stored, start, raw.bytes(), 0, Math.min(length, raw.length()));
    return length;
  }

  private static int lz4(byte[] stored, int start, int length, BlockCodec.Raw raw) {
    try {
      return LZ4_DECOMPRESSOR.decompress(stored, start, length, raw.bytes(), 0, raw.length());
    } catch (LZ4Exception malformed) {
      throw new IllegalArgumentException(
          "expected LZ4, found " + malformed.getMessage(), malformed);
    }
  }

  private static int zstd(byte[] stored, int start, int length, BlockCodec.Raw raw) {
    try {
      return ZSTD.get().decompressByteArray(raw.bytes(), 0, raw.length(), stored, start, length);
    } catch (ZstdException malformed) {
      throw new IllegalArgumentException(
          "expected Zstd, found " + malformed.getMessage(), malformed);
    }
  }
}

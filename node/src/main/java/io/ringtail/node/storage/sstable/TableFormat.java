// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.schema.Compression;
import java.util.Locale;

/** The constants of a table's file; {@code docs/formats/sstable.md} is the specification. */
public final class TableFormat {
  /** "RTSS" and the version of the format. */
  static final long MAGIC = 0x5254535300000003L;

  /** Magic (8), file id (8), id of the table (4), CRC32C of all three (4). */
  static final int FILE_HEADER_BYTES = 24;

  /** Kind (1), compression (1), zero (2), lengths of the raw and of the stored bytes (2 x 4). */
  static final int BLOCK_HEADER_BYTES = 12;

  /** CRC32C of file id, offset, header and stored bytes. */
  static final int BLOCK_TRAILER_BYTES = 4;

  /** Handles of index, filters and statistics (3 x 12), file id (8), magic (8), CRC32C (4). */
  static final int FOOTER_BYTES = 56;

  /**
   * Raw bytes at which a block is closed: large enough to compress and to keep the index small,
   * small enough to be read for one row.
   */
  static final int BLOCK_BYTES = 8 << 10;

  /** Longest raw block: a table's index of 100 million blocks would be longer than this. */
  static final int BLOCK_BYTES_MAX = Integer.MAX_VALUE - 64;

  /** Raw bytes at which a node of an index of rows is closed. */
  static final int ROW_INDEX_BYTES = 8 << 10;

  static final byte STORED_RAW = 0;
  static final byte STORED_LZ4 = 1;
  static final byte STORED_ZSTD = 2;

  /** Flag of a partition: a head with an index of row blocks. */
  static final int PARTITION_WIDE = 1;

  /** Flag of a partition: a cell of it expires. */
  static final int PARTITION_EXPIRES = 2;

  /** What stands behind the name of a table's file that a start could not open. */
  public static final String DAMAGED_SUFFIX = ".damaged";

  private static final String FILE_SUFFIX = ".sst";
  private static final String TEMPORARY_SUFFIX = ".tmp";

  private TableFormat() {}

  /** The number of a compression in files; never used again. */
  static byte codeOf(Compression compression) {
    return switch (compression) {
      case NONE -> STORED_RAW;
      case LZ4 -> STORED_LZ4;
      case ZSTD -> STORED_ZSTD;
    };
  }

  /**
   * The compression of a number.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Compression compressionOf(byte code) {
    return switch (code) {
      case STORED_RAW -> Compression.NONE;
      case STORED_LZ4 -> Compression.LZ4;
      case STORED_ZSTD -> Compression.ZSTD;
      default -> throw new IllegalArgumentException("no compression has the number " + code);
    };
  }

  /** Name of a table's file. */
  public static String fileName(long fileId) {
    return String.format(Locale.ROOT, "%016x", fileId) + FILE_SUFFIX;
  }

  /** Name of a table's file while it is written. */
  public static String temporaryName(long fileId) {
    return fileName(fileId) + TEMPORARY_SUFFIX;
  }

  /** Whether a name is that of a table's file, whole or not. */
  public static boolean isTableFile(String name) {
    return name.matches("[0-9a-f]{16}\\.sst(\\.tmp)?");
  }

  /** The file id that a table's file name tells. */
  public static long fileIdOf(String name) {
    return Long.parseLong(name, 0, 16, 16);
  }
}

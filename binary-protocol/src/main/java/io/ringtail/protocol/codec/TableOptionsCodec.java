// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.CompactionStrategy.Leveled;
import io.ringtail.protocol.schema.CompactionStrategy.SizeTiered;
import io.ringtail.protocol.schema.CompactionStrategy.TimeWindow;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.schema.TombstoneGc.Repaired;

/** A table's options, all of them or those that change. */
final class TableOptionsCodec {
  /** Time to live, strategy and its parameter, compression, rules for tombstones and writes. */
  static final int BYTES_MIN = 6;

  private static final int SIZE_TIERED = 1;
  private static final int LEVELED = 2;
  private static final int TIME_WINDOW = 3;

  private static final int COMPRESSION_NONE = 0;
  private static final int COMPRESSION_LZ4 = 1;
  private static final int COMPRESSION_ZSTD = 2;

  private static final int GC_REPAIRED = 1;
  private static final int GC_GRACE = 2;

  private static final int WRITES_FAST = 1;
  private static final int WRITES_STRICT = 2;

  private static final int CHANGES_TTL = 1;
  private static final int CHANGES_COMPACTION = 2;
  private static final int CHANGES_COMPRESSION = 4;
  private static final int CHANGES_GC = 8;
  private static final int CHANGES_WRITES = 16;
  private static final int CHANGES_ALL =
      CHANGES_TTL | CHANGES_COMPACTION | CHANGES_COMPRESSION | CHANGES_GC | CHANGES_WRITES;

  private TableOptionsCodec() {}

  static void encode(TableOptions options, ByteBuf out) {
    Wire.writeVarint(out, options.defaultTtlMillis());
    writeCompaction(out, options.compaction());
    writeCompression(out, options.compression());
    writeTombstoneGc(out, options.tombstoneGc());
    writeWrites(out, options.writes());
  }

  static TableOptions decode(ByteBuf in) {
    return new TableOptions(
        Wire.readVarint(in, Long.MAX_VALUE),
        readCompaction(in),
        readCompression(in),
        readTombstoneGc(in),
        readWrites(in));
  }

  /** Flags that say what changes, then that alone. */
  static void encode(OptionChanges changes, ByteBuf out) {
    Long ttlMillis = changes.defaultTtlMillis();
    CompactionStrategy compaction = changes.compaction();
    Compression compression = changes.compression();
    TombstoneGc gc = changes.tombstoneGc();
    PlainWrites writes = changes.writes();
    out.writeByte(
        (ttlMillis == null ? 0 : CHANGES_TTL)
            | (compaction == null ? 0 : CHANGES_COMPACTION)
            | (compression == null ? 0 : CHANGES_COMPRESSION)
            | (gc == null ? 0 : CHANGES_GC)
            | (writes == null ? 0 : CHANGES_WRITES));
    if (ttlMillis != null) {
      Wire.writeVarint(out, ttlMillis);
    }
    if (compaction != null) {
      writeCompaction(out, compaction);
    }
    if (compression != null) {
      writeCompression(out, compression);
    }
    if (gc != null) {
      writeTombstoneGc(out, gc);
    }
    if (writes != null) {
      writeWrites(out, writes);
    }
  }

  static OptionChanges decodeChanges(ByteBuf in) {
    int flags = Wire.readFlags(in, CHANGES_ALL);
    return new OptionChanges(
        (flags & CHANGES_TTL) == 0 ? null : Wire.readVarint(in, Long.MAX_VALUE),
        (flags & CHANGES_COMPACTION) == 0 ? null : readCompaction(in),
        (flags & CHANGES_COMPRESSION) == 0 ? null : readCompression(in),
        (flags & CHANGES_GC) == 0 ? null : readTombstoneGc(in),
        (flags & CHANGES_WRITES) == 0 ? null : readWrites(in));
  }

  private static void writeCompaction(ByteBuf out, CompactionStrategy strategy) {
    if (strategy instanceof SizeTiered tiered) {
      out.writeByte(SIZE_TIERED);
      Wire.writeVarint(out, tiered.filesMin());
    } else if (strategy instanceof Leveled leveled) {
      out.writeByte(LEVELED);
      Wire.writeVarint(out, leveled.fileBytes());
    } else if (strategy instanceof TimeWindow window) {
      out.writeByte(TIME_WINDOW);
      Wire.writeVarint(out, window.windowMillis());
    }
  }

  private static CompactionStrategy readCompaction(ByteBuf in) {
    int kind = Wire.readByte(in);
    try {
      return switch (kind) {
        case SIZE_TIERED -> new SizeTiered(Wire.readInt(in));
        case LEVELED -> new Leveled(Wire.readVarint(in, Long.MAX_VALUE));
        case TIME_WINDOW -> new TimeWindow(Wire.readVarint(in, Long.MAX_VALUE));
        default -> throw Wire.malformed(in, "no compaction strategy has the number " + kind);
      };
    } catch (IllegalArgumentException outOfRange) {
      throw new MalformedException(String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }

  private static void writeCompression(ByteBuf out, Compression compression) {
    out.writeByte(
        switch (compression) {
          case NONE -> COMPRESSION_NONE;
          case LZ4 -> COMPRESSION_LZ4;
          case ZSTD -> COMPRESSION_ZSTD;
        });
  }

  private static Compression readCompression(ByteBuf in) {
    int number = Wire.readByte(in);
    return switch (number) {
      case COMPRESSION_NONE -> Compression.NONE;
      case COMPRESSION_LZ4 -> Compression.LZ4;
      case COMPRESSION_ZSTD -> Compression.ZSTD;
      default -> throw Wire.malformed(in, "no compression has the number " + number);
    };
  }

  private static void writeWrites(ByteBuf out, PlainWrites writes) {
    out.writeByte(
        switch (writes) {
          case FAST -> WRITES_FAST;
          case STRICT -> WRITES_STRICT;
        });
  }

  private static PlainWrites readWrites(ByteBuf in) {
    int number = Wire.readByte(in);
    return switch (number) {
      case WRITES_FAST -> PlainWrites.FAST;
      case WRITES_STRICT -> PlainWrites.STRICT;
      default -> throw Wire.malformed(in, "no rule for writes has the number " + number);
    };
  }

  private static void writeTombstoneGc(ByteBuf out, TombstoneGc rule) {
    if (rule instanceof Repaired) {
      out.writeByte(GC_REPAIRED);
    } else if (rule instanceof Grace grace) {
      out.writeByte(GC_GRACE);
      Wire.writeVarint(out, grace.graceMillis());
    }
  }

  private static TombstoneGc readTombstoneGc(ByteBuf in) {
    int kind = Wire.readByte(in);
    try {
      return switch (kind) {
        case GC_REPAIRED -> new Repaired();
        case GC_GRACE -> new Grace(Wire.readVarint(in, Long.MAX_VALUE));
        default -> throw Wire.malformed(in, "no rule for tombstones has the number " + kind);
      };
    } catch (IllegalArgumentException outOfRange) {
      throw new MalformedException(String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }
}

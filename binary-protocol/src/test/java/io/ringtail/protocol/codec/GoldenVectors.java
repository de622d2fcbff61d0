// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.type.KeyWriter;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The bytes that this implementation makes of known things, and those that are fixed for ever. */
final class GoldenVectors {
  private static final String RESOURCE = "/golden-vectors.txt";
  private static final HexFormat HEX = HexFormat.of();

  private GoldenVectors() {}

  /** Lines of {@code name = hex}; empty ones and those that begin with # aside. */
  static Map<String, String> fixed() throws IOException {
    Map<String, String> vectors = new LinkedHashMap<>();
    try (InputStream in = GoldenVectors.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + " is missing");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        int equals = line.indexOf(" =");
        if (equals > 0 && !line.startsWith("#")) {
          vectors.put(line.substring(0, equals), line.substring(equals + 2).strip());
        }
      }
    }
    return vectors;
  }

  static Map<String, String> made() {
    Map<String, String> vectors = new LinkedHashMap<>();
    tokens(vectors);
    keys(vectors);
    values(vectors);
    partitions().forEach((name, data) -> put(vectors, "partition " + name, encoded(data)));
    put(
        vectors,
        "digest of the partition with one cell",
        PartitionCodec.digest(MessageSamples.content()));
    MessageSamples.all()
        .forEach((name, message) ->
            put(
                vectors,
                String.format("message %02x %s", MessageCodec.opcode(message), name),
                MessageCodecTest.body(message)));
    put(vectors, "frame with a WRITE", frame(true));
    put(vectors, "frame with its answer", frame(false));
    return vectors;
  }

  static Map<String, PartitionData> partitions() {
    Version old = new Version(1, 2, 0);
    Version deleted = new Version(0x0100, 2, 0);
    Version written = new Version(0x0200, 2, 0);
    Version stacked = new Version(0x0200, 2, 130);
    Row full =
        new Row(
            new byte[] {3},
            new Liveness(stacked, 1_700_000_000_000L),
            deleted,
            List.of(
                new Cell(0, written, new byte[] {1, 2}, Expiry.NEVER),
                Cell.tombstone(1, stacked),
                new Cell(40, written, new byte[0], 1_700_000_000_001L)));
    Row other = new Row(new byte[] {9, 9}, new Liveness(written, Expiry.NEVER), null, List.of());
    List<RangeTombstone> ranges =
        List.of(
            new RangeTombstone(new ByteRange(new byte[] {1}, new byte[] {4}), deletedBy(old)),
            new RangeTombstone(new ByteRange(new byte[] {4}, null), deleted));
    Map<String, PartitionData> partitions = new LinkedHashMap<>();
    partitions.put("that says nothing", PartitionData.EMPTY);
    partitions.put("with one cell", PartitionCodec.decode(MessageSamples.content()));
    partitions.put(
        "with one tombstone",
        new PartitionData(
            null,
            List.of(),
            List.of(new Row(new byte[0], null, null, List.of(Cell.tombstone(1, old))))));
    partitions.put("that is deleted", new PartitionData(deleted, List.of(), List.of()));
    partitions.put("with one full row", new PartitionData(null, List.of(), List.of(full)));
    partitions.put("with everything", new PartitionData(old, ranges, List.of(full, other)));
    return partitions;
  }

  static byte[] frame(boolean request) {
    Message message =
        request
            ? new Request.Write(
                List.of(new Mutation(7, MessageSamples.KEY, MessageSamples.content())))
            : new Response.WriteDone();
    FrameHeader header =
        new FrameHeader(
            MessageCodec.opcode(message),
            request ? 200 : 26,
            42,
            5,
            0x0001_0203_0405_0607L,
            request ? 2_000_000 : 1_500,
            request ? 0x3132_3334 : 0x4142_4344,
            request ? 0x1112_1314_1516_1718L : 0,
            request ? 99 : 0);
    ByteBuf out = Unpooled.buffer();
    int start = FrameWriter.begin(header, out);
    MessageCodec.encode(message, out);
    FrameWriter.end(start, out);
    return ByteBufUtil.getBytes(out);
  }

  private static Version deletedBy(Version base) {
    return new Version(base.timestamp() + 1, base.writer(), base.count());
  }

  private static void tokens(Map<String, String> vectors) {
    // One length for each way in which XXH3 treats its input.
    for (int length : new int[] {0, 1, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 1_024, 5_000}) {
      byte[] key = new byte[length];
      for (int i = 0; i < length; i++) {
        key[i] = (byte) i;
      }
      put(
          vectors,
          "token of the bytes 0, 1, 2, ... counting " + length,
          ScalarType.BIGINT.encodeValue(Token.hash(key)));
    }
    for (int shards : new int[] {1, 2, 3, 8}) {
      byte[] shardOf = new byte[32];
      for (int vnode = 0; vnode < shardOf.length; vnode++) {
        shardOf[vnode] = (byte) Vnode.shard(vnode, shards);
      }
      put(vectors, "shards of the vnodes 0 to 31, of " + shards, shardOf);
    }
  }

  private static void keys(Map<String, String> vectors) {
    for (Object value : SAMPLE_VALUES) {
      ScalarType type = typeOf(value);
      put(vectors, "key " + type + " " + shown(value), key(type, value, false));
      put(vectors, "key descending " + type + " " + shown(value), key(type, value, true));
    }
    KeyWriter tuple = new KeyWriter();
    ScalarType.VARCHAR.encodeKey("a", tuple, false);
    ScalarType.INT.encodeKey(7, tuple, true);
    put(vectors, "key ('a', 7 descending)", tuple.toBytes());
  }

  private static void values(Map<String, String> vectors) {
    for (Object value : SAMPLE_VALUES) {
      ScalarType type = typeOf(value);
      put(vectors, "value " + type + " " + shown(value), type.encodeValue(value));
    }
  }

  private static final List<Object> SAMPLE_VALUES =
      List.of(
          false,
          true,
          0,
          -1,
          Integer.MAX_VALUE,
          1L,
          Long.MIN_VALUE,
          -0.0,
          1.5,
          -1.5,
          Double.NaN,
          new BigDecimal("0"),
          new BigDecimal("1.0"),
          new BigDecimal("-12.345"),
          new BigDecimal("100"),
          "",
          "a\0b",
          "\u00E4\uD83E\uDD9D",
          new byte[] {0, 1, -1},
          new UUID(0x0011_2233_4455_6677L, 0x8899_AABB_CCDD_EEFFL),
          Instant.EPOCH,
          Instant.parse("2026-01-02T03:04:05.678901Z"));

  private static ScalarType typeOf(Object value) {
    for (ScalarType type : ScalarType.values()) {
      if (type.javaClass().isInstance(value)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no type for " + value);
  }

  private static String shown(Object value) {
    if (value instanceof byte[] bytes) {
      return HEX.formatHex(bytes);
    }
    if (value instanceof String text) {
      return "with the code points " + text.codePoints().boxed().toList();
    }
    return value.toString();
  }

  private static byte[] key(ScalarType type, Object value, boolean descending) {
    KeyWriter out = new KeyWriter();
    type.encodeKey(value, out, descending);
    return out.toBytes();
  }

  private static byte[] encoded(PartitionData data) {
    return PartitionCodec.encode(data);
  }

  private static void put(Map<String, String> vectors, String name, byte[] bytes) {
    vectors.put(name, HEX.formatHex(bytes));
  }
}

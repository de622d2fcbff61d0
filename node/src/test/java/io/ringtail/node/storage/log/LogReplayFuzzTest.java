// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.ring.Token;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Replays logs that no writer wrote. A replay applies what proves itself by its checksums and
 * nothing else, in order, and all that stands before the first damage; and it leaves a log that
 * replays to the same without any damage. {@code docs/storage.md} tells how to fuzz.
 */
class LogReplayFuzzTest {
  private static final String FOLDER = "f";
  private static final int SEGMENTS_MAX = 3;

  /** Of these bits of the first byte, one leaves a segment out, and one begins behind it. */
  private static final int FIRST_IS_MISSING = 4;

  private static final int FROM_SECOND = 8;

  /** A batch that is whole, or a filler, which holds nothing. */
  private record Whole(int id, int offset, int end, List<String> what) {}

  /**
   * What the header of a batch says of its place: where slices, payload and end are.
   *
   * @param back how far back the log was known to be on disk
   */
  private record Lengths(int slicesAt, int payloadAt, int end, long back) {}

  /**
   * Replays one to three segments.
   *
   * @param input how many, and how; then their bytes, where a checksum of 0 is set right, so that
   *     the fuzzer gets behind it
   */
  @FuzzTest(maxDuration = "", maxExecutions = 10_000_000)
  void aReplayAppliesWhatIsWholeAndMendsTheRest(byte[] input) throws IOException {
    if (input.length > 0) {
      replay(input[0], segments(input));
    }
  }

  /** The segments that an input is, by their ids. */
  private static Map<Integer, byte[]> segments(byte[] input) {
    int count = 1 + (input[0] & 3) % SEGMENTS_MAX;
    int bytes = (input.length - 1) / count;
    Map<Integer, byte[]> segments = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      byte[] segment = new byte[bytes];
      System.arraycopy(input, 1 + i * bytes, segment, 0, bytes);
      setChecksums(i + 1, ByteBuffer.wrap(segment));
      segments.put(i + 1, segment);
    }
    if (count > 1 && (input[0] & FIRST_IS_MISSING) != 0) {
      segments.remove(1);
    }
    return segments;
  }

  private static void setChecksums(int id, ByteBuffer segment) {
    if (segment.limit() >= LogFormat.SEGMENT_HEADER_BYTES && segment.getInt(12) == 0) {
      segment.putInt(12, checksum(segment, 0, 12));
    }
    int last = segment.limit() - LogFormat.SEAL_BYTES;
    for (int at = LogFormat.SEGMENT_HEADER_BYTES; at <= last; ) {
      Lengths lengths = segment.getInt(at + LogFormat.CRC_AT) == 0 ? lengths(segment, at) : null;
      if (lengths == null) {
        at++;
        continue;
      }
      if (isBatch(segment, at) && segment.getInt(at + LogFormat.PAYLOAD_CRC_AT) == 0) {
        int payload = checksum(segment, lengths.payloadAt(), lengths.end() - lengths.payloadAt());
        segment.putInt(at + LogFormat.PAYLOAD_CRC_AT, payload);
      }
      segment.putInt(at + LogFormat.CRC_AT, headerChecksum(id, segment, at, lengths));
      at = lengths.end();
    }
  }

  private static boolean isBatch(ByteBuffer segment, int at) {
    int kind = Byte.toUnsignedInt(segment.get(at));
    return kind >= 1 && kind <= LogFormat.BATCH_RECORDS_MAX;
  }

  /** Null where no header can be. */
  private static @Nullable Lengths lengths(ByteBuffer segment, int at) {
    if (Byte.toUnsignedInt(segment.get(at)) >= LogFormat.FILLER) {
      int span = segment.getInt(at + LogFormat.SPAN_AT);
      int headerEnd = at + LogFormat.SEAL_BYTES;
      boolean isSeal = Byte.toUnsignedInt(segment.get(at)) == LogFormat.SEAL;
      return span < LogFormat.SEAL_BYTES
              || span > segment.limit() - at
              || (isSeal && span != LogFormat.SEAL_BYTES)
          ? null
          : new Lengths(headerEnd, headerEnd, at + span, 0);
    }
    ByteBuffer rest = segment.duplicate().position(at + LogFormat.LENGTHS_AT);
    long length = varint(rest);
    long back = varint(rest);
    int payloadAt = rest.position() + segment.get(at) * LogFormat.SLICE_BYTES;
    return !isBatch(segment, at)
            || length < 6L * segment.get(at)
            || length > segment.limit() - payloadAt
            || back < 0
        ? null
        : new Lengths(rest.position(), payloadAt, payloadAt + (int) length, back);
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && from.hasRemaining(); shift += 7) {
      byte next = from.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static int checksum(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }

  private static int headerChecksum(int id, ByteBuffer segment, int at, Lengths lengths) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putInt(id).putInt(at).flip());
    crc.update(segment.slice(at, 1));
    crc.update(segment.slice(at + 5, lengths.payloadAt() - at - 5));
    return (int) crc.getValue();
  }

  private static void replay(byte how, Map<Integer, byte[]> segments) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    segments.forEach((id, bytes) -> disk.put(FOLDER + "/" + LogFormat.fileName(id), bytes));
    int first = (how & FROM_SECOND) != 0 ? 2 : 1;
    long from = first == 1 ? LogPosition.NONE : LogPosition.of(2, LogFormat.SEGMENT_HEADER_BYTES);
    List<String> applied = new ArrayList<>();
    boolean[] lost = {false};
    try {
      replay(disk, from, applied, lost);
    } catch (LogException anotherVersion) {
      assertThat(anotherVersion).hasMessageContaining("version");
      return;
    }
    List<Whole> whole = new ArrayList<>();
    segments.forEach((id, bytes) -> {
      if (id >= first) {
        addWhole(id, ByteBuffer.wrap(bytes), whole);
      }
    });
    check(applied, whole, first);
    List<String> again = new ArrayList<>();
    lost[0] = false;
    replay(disk, from, again, lost);
    assertThat(again).as("replayed again").isEqualTo(applied);
    assertThat(lost[0]).as("damage of a log that was mended").isFalse();
  }

  private static void replay(MemoryDisk disk, long from, List<String> applied, boolean[] lost)
      throws IOException {
    new LogReplay(disk, FOLDER)
        .replay(
            from,
            false,
            (tableId, key, content) -> applied.add(text(tableId, key, content)),
            (BitSet slices, List<String> details) -> {
              assertThat(slices.isEmpty()).isFalse();
              lost[0] = true;
            });
  }

  private static String text(int tableId, byte[] key, byte[] content) {
    return tableId
        + " "
        + ByteBuffer.wrap(key).hashCode()
        + " "
        + ByteBuffer.wrap(content).hashCode()
        + " "
        + key.length
        + " "
        + content.length;
  }

  private static void addWhole(int id, ByteBuffer segment, List<Whole> whole) {
    for (int at = 0; at + LogFormat.SEAL_BYTES <= segment.limit(); at++) {
      Lengths lengths = lengths(segment, at);
      if (lengths == null
          || Byte.toUnsignedInt(segment.get(at)) == LogFormat.SEAL
          || lengths.back() > LogPosition.of(id, at)
          || segment.getInt(at + LogFormat.CRC_AT) != headerChecksum(id, segment, at, lengths)) {
        continue;
      }
      List<String> what = new ArrayList<>();
      if (isBatch(segment, at)) {
        int length = lengths.end() - lengths.payloadAt();
        ByteBuffer payload = segment.slice(lengths.payloadAt(), length);
        if (segment.getInt(at + LogFormat.PAYLOAD_CRC_AT)
                != checksum(segment, lengths.payloadAt(), length)
            || !addRecords(segment.get(at), payload, what)) {
          continue;
        }
      }
      whole.add(new Whole(id, at, lengths.end(), what));
    }
  }

  /** What a payload holds, read by the specification alone; false where it does not keep to it. */
  private static boolean addRecords(int count, ByteBuffer payload, List<String> what) {
    byte[] head = new byte[24];
    for (int i = 0; i < count; i++) {
      long tableId = varint(payload);
      long keyLength = varint(payload);
      long length = varint(payload);
      if (tableId < 0
          || tableId > 0xFFFFFFFFL
          || keyLength < 0
          || keyLength > payload.remaining() - 3
          || length < 0
          || length > payload.remaining() + 24) {
        return false;
      }
      byte[] key = new byte[(int) keyLength];
      payload.get(key);
      int map = 0;
      for (int j = 0; j < 3; j++) {
        map |= Byte.toUnsignedInt(payload.get()) << (8 * j);
      }
      for (int j = 0; j < 24; j++) {
        if ((map >>> j & 1) != 0) {
          if (j >= length || !payload.hasRemaining()) {
            return false;
          }
          head[j] = payload.get();
        }
      }
      byte[] content = Arrays.copyOf(head, (int) length);
      int rest = Math.max(0, (int) length - 24);
      if (rest > payload.remaining()) {
        return false;
      }
      payload.get(content, (int) length - rest, rest);
      what.add(text((int) tableId, key, content));
    }
    return !payload.hasRemaining();
  }

  private static void check(List<String> applied, List<Whole> whole, int first) {
    int next = 0;
    for (Whole batch : whole) {
      int end = next + batch.what().size();
      if (end <= applied.size() && batch.what().equals(applied.subList(next, end))) {
        next = end;
      }
    }
    assertThat(next).as("applied, and whole in this order: %s", applied).isEqualTo(applied.size());
    int end = LogFormat.SEGMENT_HEADER_BYTES;
    List<String> chained = new ArrayList<>();
    for (Whole batch : whole) {
      if (batch.id() == first && batch.offset() == end) {
        end = batch.end();
        chained.addAll(batch.what());
      }
    }
    assertThat(applied).hasSizeGreaterThanOrEqualTo(chained.size());
    assertThat(applied.subList(0, chained.size())).isEqualTo(chained);
  }

  /** What the fuzzer begins with: logs of which all that follows from another is 0. */
  private static Map<String, byte[]> seeds() {
    Map<String, byte[]> seeds = new TreeMap<>();
    seeds.put("one-segment", seed(0, 1));
    seeds.put("two-segments", seed(1, 2));
    seeds.put("three-segments", seed(2, 3));
    seeds.put("first-is-missing", seed(2 + FIRST_IS_MISSING, 3));
    seeds.put("from-second", seed(2 + FROM_SECOND, 3));
    return seeds;
  }

  private static byte[] seed(int how, int count) {
    int segmentBytes = 400;
    ByteBuffer all = ByteBuffer.allocate(1 + count * segmentBytes).put((byte) how);
    for (int id = 1; id <= count; id++) {
      int start = all.position();
      all.put(LogFormat.segmentHeader(id)).putInt(start + 12, 0);
      LogBuffer records = new LogBuffer(256);
      int at = LogFormat.SEGMENT_HEADER_BYTES;
      for (int i = 0; i < 4; i++) {
        long synced =
            i == 0 ? LogPosition.NONE : LogPosition.of(id, LogFormat.SEGMENT_HEADER_BYTES);
        for (int j = 0; j <= i; j++) {
          byte[] key = {(byte) id, (byte) i, (byte) j};
          records.append(7, Token.hash(key), key, new byte[] {4, (byte) i, (byte) j});
        }
        at += records.endBatch(LogPosition.of(id, at), synced);
      }
      records.appendFiller(LogPosition.of(id, at), LogPosition.of(id, at), 40);
      at = LogFormat.SEGMENT_HEADER_BYTES + records.length();
      records.appendSeal(LogPosition.of(id, at), LogPosition.of(id, at));
      all.put(records.pending());
      SegmentReader reader = new SegmentReader();
      System.arraycopy(all.array(), start, reader.room(segmentBytes), 0, segmentBytes);
      reader.open(id, segmentBytes);
      for (int each = reader.nextValid(0); each >= 0; each = reader.nextValid(reader.end())) {
        all.putInt(start + each + LogFormat.CRC_AT, 0);
        if (reader.count() > 0) {
          all.putInt(start + each + LogFormat.PAYLOAD_CRC_AT, 0);
        }
      }
      all.position(start + segmentBytes);
    }
    return all.array();
  }

  @Test
  void whatTheFuzzerBeginsWithIsWhole() throws IOException {
    for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
      Map<Integer, byte[]> segments = segments(seed.getValue());
      List<Whole> whole = new ArrayList<>();
      segments.forEach((id, bytes) -> addWhole(id, ByteBuffer.wrap(bytes), whole));
      assertThat(whole).as(seed.getKey()).hasSize(5 * segments.size());
      replay(seed.getValue()[0], segments);
      if (Boolean.getBoolean("ringtail.write")) {
        Path folder =
            Path.of(
                "src/test/resources/io/ringtail/node/storage/log/LogReplayFuzzTestInputs",
                "aReplayAppliesWhatIsWholeAndMendsTheRest");
        Files.createDirectories(folder);
        Files.write(folder.resolve(seed.getKey()), seed.getValue());
      }
    }
  }
}

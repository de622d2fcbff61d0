// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class HintFormatTest {
  private static final String PATH = "segment";
  private static final int SEGMENT = 5;
  private static final NodeId TARGET =
      new NodeId(UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10"));
  private static final NodeId OTHER = new NodeId(new UUID(1, 2));
  private static final Hint FIRST =
      new Hint(
          32,
          1_700_000_000_123L,
          new Mutation(
              7,
              new byte[] {'k'},
              HexFormat.of().parseHex("040000000000000001000000000000000000020001040176")));
  private static final Hint SECOND =
      new Hint(85, 1_700_000_000_456L, new Mutation(9, new byte[] {'l', 'm'}, new byte[] {4, 5}));

  /** The worked example of the format's page. */
  private static byte[] example() {
    HintBuffer records = new HintBuffer();
    ByteBuffer place = HintFormat.place(TARGET, SEGMENT);
    for (Hint hint : List.of(FIRST, SECOND)) {
      records.append(place, hint.offset(), hint.createdMillis(), hint.mutation());
    }
    ByteBuffer segment = ByteBuffer.allocate(32 + records.length());
    return segment.put(HintFormat.segmentHeader(TARGET, SEGMENT)).put(records.pending()).array();
  }

  private static List<Hint> read(byte[] bytes, NodeId target, int segmentId) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(PATH, bytes);
    HintReader reader =
        new HintReader(disk, new HintSegment(target, segmentId, PATH), bytes.length);
    List<Hint> hints = new ArrayList<>();
    try {
      for (int from = HintFormat.SEGMENT_HEADER_BYTES; from < bytes.length; ) {
        HintReader.Chunk chunk = reader.read(from);
        assertThat(chunk.next()).isGreaterThan(from);
        hints.addAll(chunk.hints());
        from = chunk.next();
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return hints;
  }

  @Test
  void aSegmentHasTheBytesOfItsSpecification() {
    assertThat(HexFormat.of().formatHex(example()))
        .isEqualTo(
            "5254484900000001"
                + "00000005"
                + "0102030405060708090a0b0c0d0e0f10"
                + "fe6cdebd"
                + "70d4679b"
                + "af60b3a7"
                + "0000018bcfe5687b"
                + "00000007"
                + "00000001"
                + "00000018"
                + "6b"
                + "040000000000000001000000000000000000020001040176"
                + "c899d6f3"
                + "e7165412"
                + "0000018bcfe569c8"
                + "00000009"
                + "00000002"
                + "00000002"
                + "6c6d"
                + "0405");
  }

  @Test
  void aReaderFindsWhatWasWritten() {
    assertThat(read(example(), TARGET, SEGMENT)).containsExactly(FIRST, SECOND);
  }

  @Test
  void aRecordIsNoneInAnotherPlace() {
    assertThat(read(example(), TARGET, SEGMENT + 1)).isEmpty();
    assertThat(read(example(), OTHER, SEGMENT)).isEmpty();
    byte[] moved = new byte[example().length + 8];
    System.arraycopy(example(), 32, moved, 40, example().length - 32);
    assertThat(read(moved, TARGET, SEGMENT)).isEmpty();
  }

  @Test
  void everyFlippedBitCostsItsRecordAndNoOther() {
    for (int at = 32; at < example().length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bytes = example();
        bytes[at] ^= (byte) (1 << bit);
        assertThat(read(bytes, TARGET, SEGMENT))
            .as("offset " + at)
            .containsExactly(at < SECOND.offset() ? SECOND : FIRST);
      }
    }
  }

  @Test
  void whatIsCutOffCostsNoRecordBefore() {
    for (int length = 33; length < example().length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(example(), 0, cut, 0, length);
      List<Hint> expected = length < SECOND.offset() ? List.of() : List.of(FIRST);
      assertThat(read(cut, TARGET, SEGMENT)).isEqualTo(expected);
    }
  }

  @Test
  void aSegmentOfAnotherVersionIsToldFromDamage() {
    ByteBuffer header = HintFormat.segmentHeader(TARGET, SEGMENT);
    assertThat(HintFormat.foreignVersion(header)).isZero();
    header.putLong(0, HintFormat.MAGIC + 1);
    assertThat(HintFormat.foreignVersion(header)).isZero();
    ByteBuffer other = ByteBuffer.wrap(withVersion(example(), 2));
    assertThat(HintFormat.foreignVersion(other)).isEqualTo(2);
  }

  /** A segment as another version of the format might have written it. */
  static byte[] withVersion(byte[] segment, int version) {
    ByteBuffer other = ByteBuffer.wrap(segment.clone()).putInt(4, version);
    CRC32C crc = new CRC32C();
    crc.update(other.array(), 0, 28);
    return other.putInt(28, (int) crc.getValue()).array();
  }

  @Test
  void namesTellIdsAndTargets() {
    assertThat(HintFormat.fileName(SEGMENT)).isEqualTo("hints-00000005");
    assertThat(HintFormat.segmentIdOf("hints-00000005")).isEqualTo(SEGMENT);
    assertThat(HintFormat.segmentIdOf("hints-5")).isZero();
    assertThat(HintFormat.targetOf(TARGET.toString())).isEqualTo(TARGET);
    assertThat(HintFormat.targetOf("1-2-3-4-5")).isNull();
    assertThat(HintFormat.targetOf("lost+found")).isNull();
  }
}

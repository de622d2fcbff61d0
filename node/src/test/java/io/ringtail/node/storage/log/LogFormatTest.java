// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static final int SEGMENT = 5;
  private static final byte[] KEY = {'k'};
  private static final byte[] CONTENT =
      HexFormat.of().parseHex("040000000000000001000000000000000000020001040176");

  private static String hex(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return HexFormat.of().formatHex(array);
  }

  /** The worked example of the format's page. */
  private static LogBuffer example() {
    LogBuffer records = new LogBuffer();
    long synced = LogPosition.of(4, 800);
    records.append(LogPosition.of(SEGMENT, 16), synced, 7, 0xa921e3704fda881dL, KEY, CONTENT);
    records.appendFiller(LogPosition.of(SEGMENT, 72), LogPosition.of(SEGMENT, 16), 40);
    records.appendSeal(LogPosition.of(SEGMENT, 112), LogPosition.of(SEGMENT, 72));
    return records;
  }

  @Test
  void aSegmentHasTheBytesOfItsSpecification() {
    assertThat(hex(LogFormat.segmentHeader(SEGMENT))).isEqualTo("52544c47000000020000000547e5be70");
    assertThat(hex(example().pending()))
        .isEqualTo(
            "d03e6311"
                + "00000019"
                + "0000000400000320"
                + "af60b3a7"
                + "00000007"
                + "a921"
                + "0001"
                + "6b"
                + "040000000000000001000000000000000000020001040176"
                + "000000"
                + "6d6eff1f"
                + "0000000c"
                + "0000000500000010"
                + "2b60b55d"
                + "ffffffff"
                + "0000"
                + "0000"
                + "000000000000000000000000"
                + "ed9a0362"
                + "ffffffff"
                + "0000000500000048"
                + "00000000"
                + "00000000"
                + "0000"
                + "0000"
                + "00000000");
  }

  @Test
  void aReaderFindsWhatWasWritten() {
    SegmentReader reader = reader(SEGMENT);
    assertThat(reader.foreignVersion()).isZero();
    assertThat(reader.at(16)).isTrue();
    assertThat(reader.payloadValid()).isTrue();
    assertThat(reader.tableId()).isEqualTo(7);
    assertThat(reader.slice()).isEqualTo(0xa921);
    assertThat(reader.key()).isEqualTo(KEY);
    assertThat(reader.content()).isEqualTo(CONTENT);
    assertThat(reader.synced()).isEqualTo(LogPosition.of(4, 800));
    assertThat(reader.end()).isEqualTo(72);
    assertThat(reader.at(72)).isTrue();
    assertThat(reader.payloadValid()).isTrue();
    assertThat(reader.tableId()).isEqualTo(LogFormat.NO_TABLE);
    assertThat(reader.end()).isEqualTo(112);
    assertThat(reader.at(112)).isTrue();
    assertThat(reader.isSeal()).isTrue();
    assertThat(reader.nextValid(24)).isEqualTo(72);
  }

  @Test
  void recordsOfAnotherSegmentAreNoRecords() {
    assertThat(reader(SEGMENT + 1).nextValid(16)).isEqualTo(-1);
  }

  @Test
  void aSegmentOfAnotherVersionIsToldFromDamage() {
    ByteBuffer header = ByteBuffer.allocate(16);
    header.putLong(LogFormat.MAGIC - 1).putInt(SEGMENT);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 12);
    header.putInt((int) crc.getValue());
    SegmentReader reader = new SegmentReader();
    System.arraycopy(header.array(), 0, reader.room(16), 0, 16);
    reader.open(SEGMENT, 16);
    assertThat(reader.foreignVersion()).isEqualTo(1);
    reader.overwrite(3, ByteBuffer.wrap(new byte[] {1}));
    assertThat(reader.foreignVersion()).isZero();
  }

  private static SegmentReader reader(int id) {
    ByteBuffer records = example().pending();
    int size = 16 + records.remaining();
    SegmentReader reader = new SegmentReader();
    byte[] room = reader.room(size);
    LogFormat.segmentHeader(SEGMENT).get(room, 0, 16);
    records.get(room, 16, size - 16);
    reader.open(id, size);
    return reader;
  }
}

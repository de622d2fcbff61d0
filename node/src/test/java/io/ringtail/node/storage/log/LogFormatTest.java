// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static final int SEGMENT = 5;
  private static final byte[] KEY = {'k'};
  private static final byte[] CONTENT =
      HexFormat.of().parseHex("040000000000000001000000000000000000020001040176");
  private static final byte[] SECOND_KEY = {'l', 'm'};
  private static final byte[] SECOND_CONTENT =
      HexFormat.of().parseHex("04000000000000000200000000000000000002000104027778");
  private static final int FILLER_AT = 16 + 45;
  private static final int SEAL_AT = FILLER_AT + 40;

  private static String hex(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return HexFormat.of().formatHex(array);
  }

  /** The worked example of the format's page. */
  private static LogBuffer example() {
    LogBuffer records = new LogBuffer();
    records.append(7, 0xa921e3704fda881dL, KEY, CONTENT);
    records.append(7, 0x05d2a1f3964b7c80L, SECOND_KEY, SECOND_CONTENT);
    int batch = records.endBatch(LogPosition.of(SEGMENT, 16), LogPosition.of(4, 800));
    assertThat(16 + batch).isEqualTo(FILLER_AT);
    records.appendFiller(
        LogPosition.of(SEGMENT, FILLER_AT),
        LogPosition.of(SEGMENT, FILLER_AT),
        SEAL_AT - FILLER_AT);
    records.appendSeal(LogPosition.of(SEGMENT, SEAL_AT), LogPosition.of(SEGMENT, SEAL_AT));
    return records;
  }

  @Test
  void aSegmentHasTheBytesOfItsSpecification() {
    assertThat(hex(LogFormat.segmentHeader(SEGMENT))).isEqualTo("52544c4700000003000000057ff4d1dc");
    assertThat(hex(example().pending()))
        .isEqualTo(
            "02"
                + "a7b7e9ef"
                + "86078130"
                + "1a"
                + "f0f9ffff0f"
                + "a921"
                + "05d2"
                + "0701186b"
                + "0101f4"
                + "04010201040176"
                + "0702196c6d"
                + "0001c0"
                + "02027778"
                + "fe"
                + "954dcd95"
                + "00000028"
                + "000000050000003d"
                + "0000000000000000000000000000000000000000000000"
                + "ff"
                + "19b7ca70"
                + "00000011"
                + "0000000500000065");
  }

  @Test
  void aReaderFindsWhatWasWritten() {
    SegmentReader reader = reader(SEGMENT);
    assertThat(reader.foreignVersion()).isZero();
    assertThat(reader.at(16)).isTrue();
    assertThat(reader.payloadValid()).isTrue();
    assertThat(reader.count()).isEqualTo(2);
    assertThat(reader.slice(0)).isEqualTo(0xa921);
    assertThat(reader.slice(1)).isEqualTo(0x05d2);
    assertThat(reader.synced()).isEqualTo(LogPosition.of(4, 800));
    assertThat(reader.end()).isEqualTo(FILLER_AT);
    reader.rewind();
    reader.next();
    assertThat(reader.tableId()).isEqualTo(7);
    assertThat(reader.key()).isEqualTo(KEY);
    assertThat(reader.content()).isEqualTo(CONTENT);
    reader.next();
    assertThat(reader.key()).isEqualTo(SECOND_KEY);
    assertThat(reader.content()).isEqualTo(SECOND_CONTENT);
    assertThat(reader.at(FILLER_AT)).isTrue();
    assertThat(reader.payloadValid()).isTrue();
    assertThat(reader.count()).isZero();
    assertThat(reader.end()).isEqualTo(SEAL_AT);
    assertThat(reader.at(SEAL_AT)).isTrue();
    assertThat(reader.isSeal()).isTrue();
    assertThat(reader.synced()).isEqualTo(LogPosition.of(SEGMENT, SEAL_AT));
    assertThat(reader.nextValid(17)).isEqualTo(FILLER_AT);
  }

  @Test
  void everyFlippedBitOfABatchIsSeenAndItsSlicesAreKnownUnlessTheHeaderIsHit() {
    int headerEnd = 16 + 9 + 1 + 5 + 2 * 2;
    for (int at = 16; at < FILLER_AT; at++) {
      SegmentReader reader = reader(SEGMENT);
      byte[] room = reader.room(0);
      room[at] ^= (byte) (1 << at % 8);
      assertThat(reader.at(16)).isEqualTo(at >= headerEnd);
      if (at >= headerEnd) {
        assertThat(reader.payloadValid()).isFalse();
        assertThat(reader.slice(1)).isEqualTo(0x05d2);
      }
    }
  }

  @Test
  void randomRecordsComeBackAsTheyWere() {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("-Dringtail.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<Mutation> written = new ArrayList<>();
      LogBuffer records = new LogBuffer();
      while (!records.isBatchFull() && (written.isEmpty() || random.nextInt(40) > 0)) {
        Mutation mutation = mutation(random);
        records.append(
            mutation.tableId(), Token.hash(mutation.key()), mutation.key(), mutation.content());
        written.add(mutation);
      }
      int least = records.openBytesMin();
      int most = records.openBytesMax();
      long synced = random.nextInt(3) == 0 ? LogPosition.NONE : LogPosition.of(SEGMENT, 16);
      int bytes = records.endBatch(LogPosition.of(SEGMENT, 16), synced);
      assertThat(bytes).isBetween(least, most).isGreaterThanOrEqualTo(LogFormat.SEAL_BYTES);
      SegmentReader reader = new SegmentReader();
      records.pending().get(reader.room(16 + bytes), 16, bytes);
      reader.open(SEGMENT, 16 + bytes);
      assertThat(reader.at(16)).isTrue();
      assertThat(reader.payloadValid()).isTrue();
      assertThat(reader.synced()).isEqualTo(synced);
      reader.rewind();
      for (int i = 0; i < written.size(); i++) {
        reader.next();
        assertThat(reader.tableId()).isEqualTo(written.get(i).tableId());
        assertThat(reader.key()).isEqualTo(written.get(i).key());
        assertThat(reader.content()).isEqualTo(written.get(i).content());
        assertThat(reader.slice(i)).isEqualTo(LogFormat.sliceOf(Token.hash(written.get(i).key())));
      }
      assertThat(reader.count()).isEqualTo(written.size());
    }
  }

  private static Mutation mutation(SplittableRandom random) {
    byte[] key = new byte[1 + random.nextInt(300)];
    random.nextBytes(key);
    byte[] content = new byte[1 + random.nextInt(1 << random.nextInt(15))];
    // Much alike, as contents of one turn are.
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : i);
    }
    return new Mutation(random.nextInt(10) == 0 ? random.nextInt() : 7, key, content);
  }

  @Test
  void recordsOfAnotherSegmentAreNoRecords() {
    assertThat(reader(SEGMENT + 1).nextValid(16)).isEqualTo(-1);
  }

  @Test
  void aSegmentOfAnotherVersionIsToldFromDamage() {
    ByteBuffer header = ByteBuffer.allocate(16);
    header.putLong(LogFormat.MAGIC - 2).putInt(SEGMENT);
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

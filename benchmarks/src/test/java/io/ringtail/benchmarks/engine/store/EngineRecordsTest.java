// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class EngineRecordsTest {
  private static final int COUNT = 10_000;

  @Test
  void keysAreUniqueAndTellTheirRecord() {
    EngineRecords records = new EngineRecords(100);
    Set<String> seen = new HashSet<>();
    for (long record = 0; record < COUNT; record++) {
      byte[] key = records.key(record);
      assertThat(key).hasSize(EngineRecords.KEY_BYTES);
      assertThat(records.record(key)).isEqualTo(record);
      seen.add(Arrays.toString(key));
    }
    assertThat(seen).hasSize(COUNT);
  }

  @Test
  void aDamagedKeyIsNobodys() {
    EngineRecords records = new EngineRecords(100);
    byte[] key = records.key(7);
    for (int i = 0; i < key.length; i++) {
      byte[] damaged = key.clone();
      damaged[i] ^= 1;
      assertThat(records.record(damaged)).as("byte %d", i).isNotEqualTo(7);
    }
    assertThat(records.record(new byte[3])).isEqualTo(-1);
  }

  @Test
  void keysComeInNoOrder() {
    EngineRecords records = new EngineRecords(100);
    int ascents = 0;
    for (long record = 1; record < COUNT; record++) {
      ascents += Arrays.compareUnsigned(records.key(record - 1), records.key(record)) < 0 ? 1 : 0;
    }
    // Half of them by chance, with a standard deviation of about 29.
    assertThat(ascents).isBetween(COUNT / 2 - 200, COUNT / 2 + 200);
  }

  @Test
  void everyByteOfAValueIsChecked() {
    for (int bytes : new int[] {1, 2, 7, 16, 99, 100, 1_000}) {
      EngineRecords records = new EngineRecords(bytes);
      byte[] value = records.value(42);
      assertThat(records.isValue(42, value, 0, bytes)).isTrue();
      assertThat(records.isValue(42, value, 0, bytes - 1)).isFalse();
      for (int i = 0; i < bytes; i++) {
        byte[] damaged = value.clone();
        damaged[i] ^= 0x10;
        assertThat(records.isValue(42, damaged, 0, bytes)).as("byte %d of %d", i, bytes).isFalse();
      }
    }
  }

  @Test
  void aValueIsFoundInsideOfAnArray() {
    EngineRecords records = new EngineRecords(100);
    byte[] bytes = new byte[150];
    records.value(3, bytes, 20);
    assertThat(records.isValue(3, bytes, 20, 100)).isTrue();
    assertThat(records.isValue(3, bytes, 21, 100)).isFalse();
    assertThat(records.isValue(4, bytes, 20, 100)).isFalse();
    assertThat(Arrays.copyOfRange(bytes, 20, 120)).isEqualTo(records.value(3));
  }

  @Test
  void valuesCanBeCompressedToAboutHalf() {
    EngineRecords records = new EngineRecords(100);
    byte[] block = new byte[100 * 100];
    for (int i = 0; i < 100; i++) {
      records.value(i, block, i * 100);
    }
    Deflater deflater = new Deflater();
    deflater.setInput(block);
    deflater.finish();
    int length = deflater.deflate(new byte[2 * block.length]);
    deflater.end();
    assertThat(length).isBetween(block.length * 45 / 100, block.length * 65 / 100);
  }

  @Test
  void chosenRecordsAreThereOrAreNot() {
    RecordChooser present = RecordChooser.present(100, 1);
    RecordChooser absent = RecordChooser.absent(100, 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(present.next()).isBetween(0L, 99L);
      assertThat(absent.next()).isBetween(100L, 199L);
    }
  }

  @Test
  void aPartitionThatWasNeverPutIsAWrongAnswer() {
    RingtailRecords records = new RingtailRecords(new EngineRecords(100));
    byte[] content = records.put(5).content();
    records.check(5, content, true);
    assertThatThrownBy(() -> records.check(6, content, true))
        .isInstanceOf(WrongAnswerException.class);
    assertThatThrownBy(() -> records.check(5, content, false))
        .isInstanceOf(WrongAnswerException.class);
    assertThatThrownBy(() -> records.check(new byte[16], content))
        .isInstanceOf(WrongAnswerException.class);
  }
}

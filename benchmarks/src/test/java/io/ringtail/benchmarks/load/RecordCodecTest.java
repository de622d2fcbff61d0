// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  @Test
  void keysAreReadableAndOfOneLength() {
    RecordCodec codec = new RecordCodec(100);
    assertThat(new String(codec.key(1_234), StandardCharsets.US_ASCII))
        .isEqualTo("user000000001234");
    assertThatThrownBy(() -> codec.key(1_000_000_000_000L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesTellTheirWrite() {
    for (int bytes : new int[] {16, 17, 24, 100, 103}) {
      RecordCodec codec = new RecordCodec(bytes);
      assertThat(codec.value(5, 7)).hasSize(bytes);
      assertThat(codec.sequence(5, codec.value(5, 7))).isEqualTo(7);
    }
  }

  @Test
  void anyChangedByteIsNoticed() {
    RecordCodec codec = new RecordCodec(45);
    for (int at = 16; at < 45; at++) {
      byte[] value = codec.value(5, 7);
      value[at] ^= 1;
      assertThat(codec.sequence(5, value)).as("byte %d", at).isEqualTo(-1);
    }
    assertThat(codec.sequence(6, codec.value(5, 7))).isEqualTo(-1);
    assertThat(codec.sequence(5, new byte[44])).isEqualTo(-1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CacheCodecTest {
  private static final ClassLoader LOADER = CacheCodecTest.class.getClassLoader();

  private final CacheCodec codec = new CacheCodec(new JavaSerialization(null, LOADER));

  static Stream<Object> commonValues() {
    return Stream.of(
        "",
        "Ringtail \uD83E\uDD9D",
        "lone \uD800 surrogate",
        true,
        false,
        (byte) -3,
        (short) 300,
        'ß',
        42,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        -0.0f,
        Float.NaN,
        Math.PI,
        Double.NEGATIVE_INFINITY,
        BigInteger.TWO.pow(200).negate(),
        new BigDecimal("1.00"),
        new BigDecimal("-1E+20"),
        new UUID(-1, 5),
        Instant.MIN,
        Instant.ofEpochSecond(1, 999_999_999),
        Duration.ofNanos(-1),
        LocalDate.MAX,
        LocalTime.MAX,
        LocalDateTime.of(2026, 2, 28, 23, 59, 59));
  }

  @ParameterizedTest
  @MethodSource("commonValues")
  void commonValuesComeBackEqual(Object value) {
    assertThat(codec.decode(codec.encodeValue(value))).isEqualTo(value);
    assertThat(codec.encodeKey(value)).isEqualTo(codec.encodeValue(value));
  }

  @Test
  void differentValuesHaveDifferentBytes() {
    List<Object> values = commonValues().toList();
    List<String> encodings = new ArrayList<>();
    for (Object value : values) {
      encodings.add(new BigInteger(1, codec.encodeValue(value)).toString(16));
    }
    assertThat(encodings).doesNotHaveDuplicates();
  }

  @Test
  void arraysAreCopied() {
    byte[] value = {1, 2, 3};
    byte[] encoded = codec.encodeValue(value);
    value[0] = 9;
    assertThat((byte[]) codec.decode(encoded)).containsExactly(1, 2, 3);
  }

  @Test
  void otherTypesNeedTheFilter() {
    assertThatThrownBy(() -> codec.encodeValue(URI.create("a:b")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("java.net.URI")
        .hasMessageContaining("serializationFilter");
    CacheCodec open = new CacheCodec(new JavaSerialization("java.net.URI", LOADER));
    assertThat(open.decode(open.encodeValue(URI.create("a:b")))).isEqualTo(URI.create("a:b"));
  }

  @Test
  void whatTheFilterDoesNotAllowIsRefusedBothWays() {
    CacheCodec wide = new CacheCodec(new JavaSerialization("java.net.URI;java.util.*", LOADER));
    CacheCodec narrow = new CacheCodec(new JavaSerialization("java.util.*", LOADER));
    List<URI> hidden = new ArrayList<>(List.of(URI.create("a:b")));
    assertThatThrownBy(() -> narrow.encodeValue(hidden)).isInstanceOf(CacheException.class);
    byte[] written = wide.encodeValue(hidden);
    assertThatThrownBy(() -> narrow.decode(written))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("does not allow");
    assertThatThrownBy(() -> codec.decode(written)).isInstanceOf(CacheException.class);
  }

  @Test
  void serializedObjectsCannotBeKeys() {
    CacheCodec open = new CacheCodec(new JavaSerialization("java.net.URI", LOADER));
    assertThatThrownBy(() -> open.encodeKey(URI.create("a:b")))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("String");
  }

  @Test
  void randomBytesAreRefusedOrDecodedButNeverBreakTheCodec() {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("ringtail.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = (byte) random.nextInt(20);
      }
      try {
        assertThat(codec.decode(bytes)).isNotNull();
      } catch (CacheException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }
}

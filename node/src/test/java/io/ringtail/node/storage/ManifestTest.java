// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The manifest's bytes and its changes. */
class ManifestTest {
  private static final Manifest SAMPLE =
      new Manifest(
          4_096,
          19,
          Map.of(17L, new Manifest.File(7, 0), 18L, new Manifest.File(7, 3)),
          Map.of(5, 1_000L),
          Map.of(7, 2_000L),
          3_000);

  /** As in {@code docs/formats/manifest.md}. */
  private static final String SAMPLE_BYTES =
      "52544d4600000003"
          + "0000000000001000"
          + "0000000000000013"
          + "00000002"
          + "0000000000000011"
          + "00000007"
          + "00"
          + "0000000000000012"
          + "00000007"
          + "03"
          + "00000001"
          + "00000005"
          + "00000000000003e8"
          + "00000001"
          + "00000007"
          + "00000000000007d0"
          + "0000000000000bb8";

  private static final String SAMPLE_CHECKSUM = "a0b6c8a0";

  private static ByteBuffer sealed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return ByteBuffer.allocate(bytes.length + 4).put(bytes).putInt((int) crc.getValue()).flip();
  }

  private static String hex(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return HexFormat.of().formatHex(array);
  }

  @Test
  void aManifestHasTheBytesOfItsSpecification() {
    assertThat(hex(SAMPLE.encode())).isEqualTo(SAMPLE_BYTES + SAMPLE_CHECKSUM);
    assertThat(Manifest.decode(SAMPLE.encode(), "manifest")).isEqualTo(SAMPLE);
  }

  @Test
  void filesOfTheFirstVersionAreOfLevelZero() {
    ByteBuffer first =
        sealed(
            "52544d4600000001"
                + "0000000000001000"
                + "0000000000000013"
                + "00000001"
                + "0000000000000011"
                + "00000007"
                + "00000000");
    assertThat(Manifest.decode(first, "manifest"))
        .isEqualTo(
            new Manifest(4_096, 19, Map.of(17L, new Manifest.File(7, 0)), Map.of(), Map.of(), 0));
  }

  @Test
  void anotherVersionIsRefused() {
    String fourth = SAMPLE_BYTES.replaceFirst("00000003", "00000004");
    assertThatThrownBy(() -> Manifest.decode(sealed(fourth), "shard/manifest"))
        .isInstanceOf(StorageException.class)
        .hasMessage("shard/manifest: offset 4: expected a manifest of version 1 to 3, found 4");
  }

  @Test
  void everyInvertedBitAndEveryCutIsNoticed() {
    byte[] whole = SAMPLE.encode().array();
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Manifest.decode(ByteBuffer.wrap(changed), "manifest"))
          .isInstanceOf(StorageException.class);
    }
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole.clone(), 0, length).slice();
      assertThatThrownBy(() -> Manifest.decode(cut, "manifest"))
          .isInstanceOf(StorageException.class);
    }
  }

  @Test
  void severalFilesGoOutAndInAtOnce() {
    Manifest.File file = new Manifest.File(7, 1);
    Manifest replaced = SAMPLE.replaced(Set.of(17L, 18L), Map.of(20L, file, 21L, file), 22);
    assertThat(replaced.files()).isEqualTo(Map.of(20L, file, 21L, file));
    assertThat(replaced.nextFileId()).isEqualTo(22);
    assertThat(replaced.logStart()).isEqualTo(SAMPLE.logStart());
    assertThat(replaced.dropped()).isEqualTo(SAMPLE.dropped());
  }

  @Test
  void everyChangeKeepsWhatMayBeForgotten() {
    Manifest.File file = new Manifest.File(7, 1);
    for (Manifest changed :
        List.of(
            SAMPLE.flushed(Map.of(20L, 7), 5_000, 21),
            SAMPLE.replaced(Set.of(17L), Map.of(20L, file), 21),
            SAMPLE.lost(Set.of(17L)),
            SAMPLE.dropped(5, 10),
            SAMPLE.purged(7, 1_999),
            SAMPLE.promising(2_999),
            SAMPLE.alone(Map.of(17L, 7), 20))) {
      assertThat(changed.purged()).isEqualTo(SAMPLE.purged());
      assertThat(changed.promisedUpTo()).isEqualTo(SAMPLE.promisedUpTo());
    }
    assertThat(SAMPLE.dropped(7, 10).purged()).isEmpty();
    assertThat(SAMPLE.purged(7, 2_001).purged()).isEqualTo(Map.of(7, 2_001L));
    assertThat(SAMPLE.promising(3_001).promisedUpTo()).isEqualTo(3_001);
    Manifest alone = SAMPLE.alone(Map.of(17L, 7), 20);
    assertThat(alone.files()).isEqualTo(Map.of(17L, new Manifest.File(7, 0)));
    assertThat(alone.logStart()).isZero();
    assertThat(alone.dropped()).isEmpty();
  }
}

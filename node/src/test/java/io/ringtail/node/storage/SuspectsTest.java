// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.storage.sstable.TokenRange;
import io.ringtail.protocol.ring.Vnode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SuspectsTest {
  private static final String EXAMPLE =
      "5254535500000001" + "00000002" + "a921a921" + "f000ffff" + "da1dc3c4";

  @Test
  void suspectsHaveTheBytesOfTheirSpecification() {
    Suspects suspects =
        Suspects.of(new TokenRange(0xa921e3704fda881dL, 0xa921e3704fda881dL))
            .with(Suspects.ofVnode(15, 4));
    ByteBuffer encoded = suspects.encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(EXAMPLE);
    assertThat(Suspects.decode(ByteBuffer.wrap(bytes), "suspects")).isEqualTo(suspects);
  }

  @Test
  void everyVnodeThatSharesATokenWithThemIsSuspect() {
    long seed = StorageHarness.seed("everyVnodeThatSharesATokenWithThemIsSuspect");
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      long a = random.nextLong();
      long b = a + random.nextLong(1L << (8 + random.nextInt(54)));
      TokenRange tokens =
          Long.compareUnsigned(a, b) <= 0 ? new TokenRange(a, b) : new TokenRange(b, a);
      Suspects suspects = Suspects.decode(Suspects.of(tokens).encode(), "suspects");
      assertThat(suspects.hasToken(tokens.first())).isTrue();
      assertThat(suspects.hasToken(tokens.last())).isTrue();
      for (int bits = Vnode.BITS_MIN; bits <= 12; bits++) {
        for (int vnode = 0; vnode < 1 << bits; vnode++) {
          boolean shares =
              Long.compareUnsigned(Vnode.lastToken(vnode, bits), tokens.first()) >= 0
                  && Long.compareUnsigned(Vnode.firstToken(vnode, bits), tokens.last()) <= 0;
          assertThat(suspects.hasVnode(vnode, bits)).isEqualTo(shares);
        }
      }
      int cleared = Vnode.indexOf(tokens.first(), 4);
      Suspects left = suspects.without(Suspects.ofVnode(cleared, 4));
      assertThat(left.hasVnode(cleared, 4)).isFalse();
      assertThat(left.hasToken(tokens.last()))
          .isEqualTo(Vnode.indexOf(tokens.last(), 4) != cleared);
    }
  }

  @Test
  void allIsEverything() {
    Suspects all = Suspects.decode(Suspects.all().encode(), "suspects");
    assertThat(all).isEqualTo(Suspects.all());
    assertThat(all.hasToken(0)).isTrue();
    assertThat(all.hasToken(-1)).isTrue();
    assertThat(Suspects.decode(Suspects.NONE.encode(), "suspects").isEmpty()).isTrue();
  }
}

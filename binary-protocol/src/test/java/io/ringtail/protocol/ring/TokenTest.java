// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  @Test
  void vnodesCutTheRingIntoEqualSlicesWithoutGaps() {
    for (int bits = Vnode.BITS_MIN; bits <= Vnode.BITS_MAX; bits++) {
      long expected = 0;
      for (int index = 0; index < 1 << bits; index++) {
        assertThat(Vnode.firstToken(index, bits)).isEqualTo(expected);
        assertThat(Vnode.indexOf(Vnode.firstToken(index, bits), bits)).isEqualTo(index);
        assertThat(Vnode.indexOf(Vnode.lastToken(index, bits), bits)).isEqualTo(index);
        expected = Vnode.lastToken(index, bits) + 1;
      }
      assertThat(expected).isZero();
    }
  }

  @Test
  void vnodeOrderIsTokenOrder() {
    Random random = Seeds.random(TokenTest.class);
    for (int i = 0; i < 10_000; i++) {
      Token a = new Token(random.nextLong());
      Token b = new Token(random.nextLong());
      int order = Integer.compare(Vnode.indexOf(a.bits(), 10), Vnode.indexOf(b.bits(), 10));
      assertThat(order == 0 || Integer.signum(a.compareTo(b)) == order).isTrue();
    }
    assertThat(new Token(-1)).isGreaterThan(new Token(1)).hasToString("ffffffffffffffff");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 16})
  void shardsGetVnodesEvenlyWhateverSetTheyBelongTo(int shards) {
    for (int sets = 1; sets <= 8; sets++) {
      for (int set = 0; set < sets; set++) {
        int[] counts = new int[shards];
        int vnodes = 0;
        for (int vnode = set; vnode < 1 << Vnode.BITS_DEFAULT; vnode += sets) {
          int shard = Vnode.shard(vnode, shards);
          counts[shard]++;
          vnodes++;
        }
        for (int count : counts) {
          assertThat((double) count * shards / vnodes).isBetween(0.6, 1.5);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, localhost, 7400",
    "10.0.0.1:80, 10.0.0.1, 80",
    "[::1]:9, ::1, 9",
    "[::1], ::1, 7400",
    "::1, ::1, 7400",
    "' a:65535 ', a, 65535"
  })
  void endpointsAreRead(String text, String host, int port) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).isEqualTo(new Endpoint(host, port));
    assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "a:", "a:0", "a:65536", "a:x", "[]:1"})
  void whatIsNoEndpointIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }
}

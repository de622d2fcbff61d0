// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** A mutant is the product with another piece in it, and leaves the product alone. */
class MutantTest {
  private static final String PATCH =
      """
      Bug: B4
      --- a/binary-protocol/src/main/java/io/ringtail/protocol/time/HybridClock.java
      +++ b/binary-protocol/src/main/java/io/ringtail/protocol/time/HybridClock.java
      @@ -42 +42 @@
      -    return Timestamp.millis(timestamp) > clock.wallMillis() + maxSkewMillis;
      +    return REPLACEMENT;
      """;

  private static Mutant mutant(String replacement) {
    try (SourceCompiler compiler = new SourceCompiler()) {
      return Mutant.of(
          Patch.parse("B4", PATCH.replace("REPLACEMENT", replacement)), Sources.find(), compiler);
    }
  }

  @Test
  void bugIsInTheMutantOnly() throws Exception {
    LongFunction<?> mutated = mutant("false").create(FollowedClock.class, LongFunction.class);

    assertThat(mutated.apply(501)).isEqualTo("is 501 ms ahead");
    assertThat(mutated.apply(500)).isNull();
    assertThat(new FollowedClock().apply(501)).isNull();
  }

  @Test
  void twoMutantsDoNotMeet() throws Exception {
    LongFunction<?> one = mutant("false").create(FollowedClock.class, LongFunction.class);
    LongFunction<?> other = mutant("true").create(FollowedClock.class, LongFunction.class);

    assertThat(one.getClass()).isNotEqualTo(other.getClass());
    assertThat(one.apply(501)).isNotNull();
    assertThat(other.apply(501)).isNull();
  }

  @Test
  void patchThatDoesNotCompileSaysWhy() {
    assertThatThrownBy(() -> mutant("nothing"))
        .hasMessageContaining("HybridClock.java")
        .hasMessageContaining("cannot find symbol");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Patches go where their old text stands, and nowhere else. */
class PatchTest {
  private static final String TEXT =
      """
      Bug: B1
      Title: off by one

      --- a/x/A.java
      +++ b/x/A.java
      @@ -2,3 +2,3 @@
       two
      -three
      +THREE

      @@ -9 +9 @@
      -seven
      """;

  private static final String SOURCE = "one\ntwo\nthree\n\nfour\nseven\n";

  @Test
  void headerAndHunksAreRead() {
    Patch patch = Patch.parse("B1", TEXT);

    assertThat(patch.bug()).isEqualTo("B1");
    assertThat(patch.title()).isEqualTo("off by one");
    assertThat(patch.nodes()).isEqualTo(3);
    assertThat(patch.hunks()).hasSize(2).allMatch(hunk -> hunk.file().equals("x/A.java"));
  }

  @Test
  void hunksReplaceTheirOldText() {
    assertThat(Patch.parse("B1", TEXT).apply(path -> SOURCE))
        .isEqualTo(Map.of("x/A.java", "one\ntwo\nTHREE\n\nfour\n"));
  }

  @Test
  void patchThatFitsNowhereIsToBeRenewed() {
    assertThatThrownBy(() -> Patch.parse("B1", TEXT).apply(path -> "one\ntwo\n3\n"))
        .hasMessageContaining("no such place in x/A.java")
        .hasMessageContaining("renew the patch");
  }

  @Test
  void patchThatFitsTwiceIsToBeRenewed() {
    assertThatThrownBy(() -> Patch.parse("B1", TEXT).apply(path -> SOURCE + SOURCE))
        .hasMessageContaining("several such places in x/A.java");
  }

  @Test
  void whatIsNoDiffIsRefused() {
    assertThatThrownBy(() -> Patch.parse("B1", TEXT + "diff\n"))
        .hasMessageContaining("no line of a diff");
    assertThatThrownBy(() -> Patch.parse("B1", "something\n" + TEXT))
        .hasMessageContaining("no header");
  }
}

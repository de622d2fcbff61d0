// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodePointTest {
  @Test
  void allAssignedCodePointsAreThere() {
    List<CodePoint> all = CodePoint.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(155_063); // JDK 25; later ones know more
    assertThat(all)
        .noneMatch(codePoint -> codePoint.value() >= 0xD800 && codePoint.value() <= 0xDFFF);
    assertThat(all).noneMatch(codePoint -> codePoint.category().equals("Cn"));
  }

  @Test
  void characterIsDescribed() {
    assertThat(CodePoint.of(0xDF))
        .isEqualTo(
            new CodePoint(0xDF, "LATIN SMALL LETTER SHARP S", "LATIN_1_SUPPLEMENT", "LATIN", "Ll"));
  }
}

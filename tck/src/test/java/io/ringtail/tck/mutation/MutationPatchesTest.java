// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every patch still fits the product, compiles, and says what it is. */
class MutationPatchesTest {
  private final Sources sources = Sources.find();
  private final List<Patch> patches = sources.patches();

  @Test
  void everyPatchFitsAndCompiles() {
    List<String> problems = new ArrayList<>();
    try (SourceCompiler compiler = new SourceCompiler()) {
      for (Map<String, String> round : rounds(problems)) {
        compiler.compile(round);
      }
    }
    assertThat(problems).isEmpty();
    assertThat(patches).hasSizeGreaterThan(20);
  }

  /** Changed sources, so many together as do not change the same file: few compilations do. */
  private List<Map<String, String>> rounds(List<String> problems) {
    List<Map<String, String>> rounds = new ArrayList<>();
    for (Patch patch : patches) {
      try {
        Map<String, String> changed = patch.apply(sources::read);
        Map<String, String> round =
            rounds.stream()
                .filter(each -> Collections.disjoint(each.keySet(), changed.keySet()))
                .findFirst()
                .orElseGet(HashMap::new);
        if (round.isEmpty()) {
          rounds.add(round);
        }
        round.putAll(changed);
      } catch (IllegalStateException problem) {
        problems.add(String.valueOf(problem.getMessage()));
      }
    }
    return rounds;
  }

  @Test
  void everyPatchSaysWhatItIs() {
    assertThat(patches)
        .allSatisfy(patch -> {
          assertThat(patch.header()).containsKeys(Patch.REQUIRED.toArray(String[]::new));
          assertThat(patch.header().values()).noneMatch(String::isBlank);
          // B: of the list of bugs that others had; M: more of our own.
          assertThat(patch.bug()).matches("[BM][1-9][0-9]?");
          assertThat(patch.name()).matches(patch.bug() + "-[a-z0-9]+(-[a-z0-9]+)*");
          assertThat(patch.nodes()).isBetween(1, 9);
          assertThat(patch.hunks()).isNotEmpty();
        });
  }

  @Test
  void noTwoPatchesAreTheSame() {
    Map<Map<String, String>, String> known = new HashMap<>();
    for (Patch patch : patches) {
      assertThat(known.put(patch.apply(sources::read), patch.name()))
          .as("the same as %s", patch.name())
          .isNull();
    }
    assertThat(patches).extracting(Patch::title).doesNotHaveDuplicates();
  }
}

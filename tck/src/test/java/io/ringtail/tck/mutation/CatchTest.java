// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of what was found, and its place in the page. */
class CatchTest {
  private static Patch patch(String bug) {
    return Patch.parse(bug + "-x", "Bug: " + bug + "\nTitle: t" + bug + "\nScenario: crash\n");
  }

  @Test
  void rowsComeByNumber() {
    String table =
        Catch.table(
            List.of(
                new Catch(patch("B12"), "simulation crash", 2_000, null, 9.04),
                new Catch(patch("B3"), "exploration quorums", 7, "lost\n  a | write", 0.5)));

    assertThat(table.lines().skip(2))
        .containsExactly(
            "| B3 | tB3 | exploration quorums | 7,000 schedules | lost a / write | 0.5 |",
            "| B12 | tB12 | simulation crash | not in 2000 |  | 9.0 |");
  }

  @Test
  void tableReplacesTheOneBefore() {
    String page = "a\n<!-- mutants:begin -->\nold\n<!-- mutants:end -->\nb\n";

    assertThat(Catch.write(page, "new\n"))
        .isEqualTo("a\n<!-- mutants:begin -->\nnew\n<!-- mutants:end -->\nb\n");
  }

  @Test
  void pageWithoutMarksIsRefused() {
    assertThatThrownBy(() -> Catch.write("a\n", "new\n")).hasMessageContaining("mutants:begin");
  }
}

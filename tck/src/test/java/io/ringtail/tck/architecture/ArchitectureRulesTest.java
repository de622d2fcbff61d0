// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule bites: the fixture's packages break every one of them. */
class ArchitectureRulesTest {

  private static final String ROOT = "io.ringtail.tck.architecture.fixture";

  private static final ArchitectureRules RULES = rules(Set.of());

  private static ArchitectureRules rules(Set<String> shells) {
    return new ArchitectureRules(
        new ModuleLayout(
            "fixture", ROOT, List.of("early", "late", "util"), shells, Set.of("late"), Set.of(), 1),
        new ClassFileImporter().importPackages(ROOT));
  }

  @Test
  void aCycleIsFound() {
    assertThat(RULES.cycles()).isNotEmpty();
  }

  @Test
  void anImportFromALaterPackageIsFound() {
    assertThat(RULES.directions())
        .contains(
            ROOT + ".early.ClockReader imports " + ROOT + ".late.Latecomer from a later package")
        .noneMatch(line -> line.startsWith(ROOT + ".late.Latecomer imports"));
  }

  @Test
  void aPackageWithoutAPlaceIsFound() {
    assertThat(RULES.directions())
        .contains(ROOT + ".bare has no place in the module's order of packages");
  }

  @Test
  void touchingTheWorldIsFoundOutsideShells() {
    String reader = ROOT + ".early.ClockReader";
    assertThat(RULES.world())
        .containsExactlyInAnyOrder(
            reader + " calls java.lang.System.nanoTime()",
            reader + " calls java.util.Random.<init>()",
            reader + " names java.util.UUID.randomUUID()",
            reader + " uses java.nio.file.Files");
    assertThat(rules(Set.of("early")).world()).isEmpty();
    assertThat(rules(Set.of("early.ClockReader")).world()).isEmpty();
  }

  @Test
  void nettyInAPurePackageIsFound() {
    assertThat(RULES.netty())
        .containsExactly(ROOT + ".late.Latecomer uses io.netty.channel.EventLoop");
  }

  @Test
  void emptyNamesAreFound() {
    assertThat(RULES.names())
        .containsExactlyInAnyOrder("package " + ROOT + ".util", ROOT + ".util.AbstractThing");
  }

  @Test
  void aPackageWithoutNullMarkedIsFound() {
    assertThat(RULES.nullMarked()).containsExactly(ROOT + ".bare");
  }
}

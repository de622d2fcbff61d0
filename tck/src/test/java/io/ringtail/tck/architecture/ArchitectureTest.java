// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module's classes keep to its layout. */
class ArchitectureTest {

  private static final Checkout CHECKOUT = Checkout.find();

  private static final Map<String, ArchitectureRules> RULES =
      ModuleLayout.ALL.stream()
          .collect(Collectors.toMap(ModuleLayout::folder, ArchitectureTest::read));

  static List<String> modules() {
    return ModuleLayout.ALL.stream().map(ModuleLayout::folder).toList();
  }

  private static ArchitectureRules read(ModuleLayout layout) {
    return new ArchitectureRules(
        layout, new ClassFileImporter().importPath(CHECKOUT.classes(layout.folder())));
  }

  private static ArchitectureRules rules(String module) {
    return Objects.requireNonNull(RULES.get(module));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void classesWereRead(String module) {
    int min =
        ModuleLayout.ALL.stream()
            .filter(layout -> layout.folder().equals(module))
            .mapToInt(ModuleLayout::classesMin)
            .sum();
    assertThat(rules(module).classesRead()).as(module).isGreaterThanOrEqualTo(min);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesAreFreeOfCycles(String module) {
    assertThat(rules(module).cycles()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesImportOnlyEarlierOnes(String module) {
    assertThat(rules(module).directions()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void onlyShellsTouchTheWorld(String module) {
    assertThat(rules(module).world()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void nettyStaysInItsHouses(String module) {
    assertThat(rules(module).netty()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void namesSaySomething(String module) {
    assertThat(rules(module).names()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyPackageIsNullMarked(String module) {
    assertThat(rules(module).nullMarked()).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every source keeps to the limits, and each limit bites. */
class StyleTest {

  private static final int MAIN_LINES_MAX = 600;
  private static final int TEST_LINES_MAX = 900;

  private static final String HEAD =
      """
      // SPDX-License-Identifier: Apache-2.0
      package fixture;

      """;

  static List<String> modules() {
    return ModuleLayout.ALL.stream().map(ModuleLayout::folder).toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void mainSourcesKeepToTheLimits(String module) throws Exception {
    List<Path> sources = Checkout.find().sources(module, "main");
    assertThat(sources).isNotEmpty();
    assertThat(new StyleCheck(MAIN_LINES_MAX).findings(sources)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void testSourcesKeepToTheLimits(String module) throws Exception {
    List<Path> sources = Checkout.find().sources(module, "test");
    assertThat(new StyleCheck(TEST_LINES_MAX).findings(sources)).isEmpty();
  }

  @Test
  void decentCodePasses(@TempDir Path folder) throws Exception {
    assertThat(
            findings(
                folder,
                HEAD
                    + """
                    /** A pair of many. */
                    record Fixture(int a, int b, int c, int d, int e, int f, int g, int h) {
                      record Inside(int i) {}
                    }
                    """))
        .isEmpty();
  }

  static List<Arguments> broken() {
    String line = "    n += 1;\n";
    return List.of(
        Arguments.of("FileLengthCheck", HEAD + type("  int n;\n".repeat(MAIN_LINES_MAX))),
        Arguments.of("HeaderCheck", "package fixture;\n\n" + type("")),
        Arguments.of("LeftOpen", HEAD + type("  // TO" + "DO later\n")),
        Arguments.of("Sleep", HEAD + type(method("Thread." + "sleep(1);"))),
        Arguments.of("Disabled", HEAD + type("  @" + "Disabled\n  void m() {}\n")),
        Arguments.of("MethodLengthCheck", HEAD + type(method(line.repeat(60)))),
        Arguments.of(
            "ParameterNumberCheck",
            HEAD + type("  void m(int a, int b, int c, int d, int e, int f, int g, int h) {}\n")),
        Arguments.of(
            "NestedIfDepthCheck",
            HEAD + type(method("if (a) { if (a) { if (a) { if (a) { if (a) { n(); } } } } }"))),
        Arguments.of(
            "NestedForDepthCheck",
            HEAD + type(method("for (;;) { for (;;) { for (;;) { for (;;) { n(); } } } }"))),
        Arguments.of(
            "NestedTryDepthCheck",
            HEAD
                + type(
                    method(
                        "try { try { try { n(); } finally { n(); } } finally { n(); } }"
                            + " finally { n(); }"))),
        Arguments.of(
            "EmptyCatchBlockCheck",
            HEAD + type(method("try { n(); } catch (RuntimeException e) { }"))),
        Arguments.of("AvoidStarImportCheck", HEAD + "import java.util.*;\n\n" + type("")),
        Arguments.of("MissingJavadocTypeCheck", HEAD + "class Fixture {}\n"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void eachLimitBites(String check, String source, @TempDir Path folder) throws Exception {
    assertThat(findings(folder, source)).singleElement().asString().contains("[" + check + "]");
  }

  private static String type(String body) {
    return "/** A fixture. */\nclass Fixture {\n" + body + "}\n";
  }

  private static String method(String body) {
    return "  void m(boolean a, int n) throws Exception {\n" + body + "  }\n";
  }

  private static List<String> findings(Path folder, String source) throws Exception {
    Path file = Files.writeString(folder.resolve("Fixture.java"), source);
    return new StyleCheck(MAIN_LINES_MAX).findings(List.of(file));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one hunt for one mutant.
 *
 * @param hunter and where it looked
 * @param seeds how many were tried
 * @param broken the promise that the last of them found broken; null when none did
 */
record Catch(Patch patch, String hunter, int seeds, @Nullable String broken, double cpuSeconds) {
  private static final String BEGIN = "<!-- mutants:begin -->";
  private static final String END = "<!-- mutants:end -->";

  /** A longer description of a broken promise is cut in a table. */
  private static final int BROKEN_LENGTH_MAX = 160;

  private String row() {
    return "| %s | %s | %s | %s | %s | %.1f |"
        .formatted(
            patch.bug(),
            patch.title(),
            hunter,
            (broken == null ? "not in " : "") + tried(),
            broken == null ? "" : inOneLine(broken),
            cpuSeconds);
  }

  /** Seeds of a simulation; of an exploration the schedules that they stand for. */
  private String tried() {
    return hunter.startsWith(Patch.EXPLORATION)
        ? String.format(Locale.ROOT, "%,d schedules", seeds * Hunt.SCHEDULES)
        : Integer.toString(seeds);
  }

  private static String inOneLine(String text) {
    String line = text.replaceAll("\\s+", " ").replace('|', '/').strip();
    return line.length() <= BROKEN_LENGTH_MAX
        ? line
        : line.substring(0, BROKEN_LENGTH_MAX - 1) + "…";
  }

  /** All of them as a table for people, in the order of the bugs' numbers. */
  static String table(List<Catch> all) {
    StringBuilder table =
        new StringBuilder("| bug | as | hunted by | seeds | first broken promise | CPU s |\n")
            .append("| --- | --- | --- | ---: | --- | ---: |\n");
    all.stream()
        .sorted(Comparator.comparing(Catch::order))
        .forEach(each -> table.append(each.row()).append('\n'));
    return table.toString();
  }

  private static String order(Catch one) {
    String bug = one.patch.bug();
    return String.format(
        Locale.ROOT,
        "%c%04d%s",
        bug.charAt(0),
        Integer.parseInt(bug.substring(1)),
        one.patch.name());
  }

  /**
   * Puts a table between a page's marks.
   *
   * @throws IllegalStateException when the page has none
   */
  static String write(String page, String table) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException("the page has no " + BEGIN + " and " + END);
    }
    return page.substring(0, begin + BEGIN.length()) + "\n" + table + page.substring(end);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text with aligned columns: the first column to the left, figures to the right.
 * Confined to one thread.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    this.header = List.of(header);
  }

  /**
   * Adds a row; numbers are written with separators and as many decimals as their size deserves.
   */
  public TextTable row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "row of " + cells.length + " cells in a table of " + header.size() + " columns");
    }
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      row.add(text(cell));
    }
    rows.add(row);
    return this;
  }

  /** The whole table, one line a row, each ended by a line feed. */
  public String render() {
    int[] widths = widths();
    StringBuilder out = new StringBuilder();
    appendLine(out, header, widths);
    for (List<String> row : rows) {
      appendLine(out, row, widths);
    }
    return out.toString();
  }

  private int[] widths() {
    int[] widths = new int[header.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = header.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }

  private static void appendLine(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - cells.get(column).length());
      line.append(column == 0 ? cells.get(column) + padding : GAP + padding + cells.get(column));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String text(Object cell) {
    return cell instanceof Number number ? Figures.format(number) : String.valueOf(cell);
  }
}

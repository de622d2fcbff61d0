// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import java.util.List;

/** Rows of words, as columns on a terminal. */
final class TextTable {
  private TextTable() {}

  static void append(StringBuilder out, List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }

  static String seconds(long millis) {
    return millis / 1_000 + "." + millis % 1_000 / 100 + " s";
  }

  static String bytes(long count) {
    if (count < 10_000) {
      return count + " B";
    }
    return count < 10_000_000 ? count / 1_000 + " kB" : count / 1_000_000 + " MB";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import java.util.List;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWriter;

/** Writes {@code WITH a = b AND c = d} back as SQL. */
final class OptionWriter {
  private OptionWriter() {}

  /**
   * Writes the options.
   *
   * @param begun whether WITH stands there already
   */
  static void write(SqlWriter writer, List<TableOption> options, boolean begun) {
    boolean first = !begun;
    for (TableOption option : options) {
      writer.keyword(first ? "WITH" : "AND");
      option.name().unparse(writer, 0, 0);
      writer.keyword("=");
      if (option.value() instanceof SqlNodeList entries) {
        writeMap(writer, entries);
      } else {
        option.value().unparse(writer, 0, 0);
      }
      first = false;
    }
  }

  /** Keys and values, which are there in turns. */
  private static void writeMap(SqlWriter writer, SqlNodeList entries) {
    SqlWriter.Frame frame = writer.startList("{", "}");
    for (int i = 0; i < entries.size(); i += 2) {
      writer.sep(",");
      entries.get(i).unparse(writer, 0, 0);
      writer.print(":");
      entries.get(i + 1).unparse(writer, 0, 0);
    }
    writer.endList(frame);
  }
}

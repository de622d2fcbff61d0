// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.node.config.ConfigException;
import io.ringtail.protocol.schema.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what commands about tables are given. */
final class TableArguments {
  private TableArguments() {}

  /**
   * Names of tables; without a keyspace those of the default one.
   *
   * @param texts null for none
   * @throws ConfigException when one is no name
   */
  static List<TableName> names(@Nullable List<String> texts) {
    List<TableName> names = new ArrayList<>();
    for (String text : texts == null ? List.<String>of() : texts) {
      int dot = text.indexOf('.');
      try {
        names.add(
            dot < 0
                ? new TableName("default", text)
                : new TableName(text.substring(0, dot), text.substring(dot + 1)));
      } catch (IllegalArgumentException wrong) {
        throw new ConfigException(String.valueOf(wrong.getMessage()));
      }
    }
    return names;
  }

  /** Refuses a number that is too small. */
  static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new ConfigException(option + " is " + value + ", at least " + least);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The full name of a table. Names are kept in lower case: identifiers match without regard to case.
 */
public record TableName(String keyspace, String table) {
  /** What keyspaces, tables and columns may be called, after folding to lower case. */
  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,126}");

  public TableName {
    keyspace = identifier(keyspace);
    table = identifier(table);
  }

  /**
   * A name in the form in which it is kept.
   *
   * @throws IllegalArgumentException when it is no identifier
   */
  public static String identifier(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    if (!IDENTIFIER.matcher(folded).matches()) {
      throw new IllegalArgumentException(
          "not a name: '"
              + name
              + "'; use up to 127 letters, digits and underscores, and no digit first");
    }
    return folded;
  }

  @Override
  public String toString() {
    return keyspace + "." + table;
  }
}

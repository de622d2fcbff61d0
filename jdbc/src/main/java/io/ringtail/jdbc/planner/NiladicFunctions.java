// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import java.util.Locale;
import java.util.Set;

/** SQL's functions that are called without parentheses, so that they look like columns. */
final class NiladicFunctions {
  private static final Set<String> NAMES =
      Set.of(
          "current_catalog",
          "current_date",
          "current_path",
          "current_role",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "pi",
          "session_user",
          "system_user",
          "user");

  private NiladicFunctions() {}

  static boolean contains(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}

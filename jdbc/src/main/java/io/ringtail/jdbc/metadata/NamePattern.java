// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.metadata;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern as {@code DatabaseMetaData} takes it: {@code %} for any text, {@code _} for any
 * character, a backslash before what is meant literally; matches without regard to case.
 */
final class NamePattern {
  private final @Nullable Pattern pattern;

  /**
   * A pattern.
   *
   * @param text null for anything
   */
  NamePattern(@Nullable String text) {
    this.pattern = text == null ? null : compile(text);
  }

  private static Pattern compile(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        regex.append(Pattern.quote(String.valueOf(text.charAt(++i))));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  boolean matches(String name) {
    return pattern == null || pattern.matcher(name).matches();
  }
}

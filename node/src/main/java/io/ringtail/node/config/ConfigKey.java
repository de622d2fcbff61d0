// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured.
 *
 * @param name within its section; ends with the unit where there is one
 * @param defaultText what stands for a value that is not given; null where one has to be given
 * @param doc one line for the reference
 */
public record ConfigKey<T>(
    ConfigScope scope, String name, ConfigType<T> type, @Nullable String defaultText, String doc) {

  /** Section and name, as files and messages say it. */
  public String fullName() {
    return scope.section() + "." + name;
  }

  /**
   * Reads a value.
   *
   * @throws ConfigException when it is not of the key's type or out of its range
   */
  T parse(String text) {
    try {
      return type.parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(fullName() + " " + e.getMessage());
    }
  }
}

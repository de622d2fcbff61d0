// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.List;

/**
 * A batch that was made.
 *
 * @param warnings what to do better, for people to read; mostly none
 */
public record BatchOutcome(List<String> warnings) {
  public BatchOutcome {
    warnings = List.copyOf(warnings);
  }
}

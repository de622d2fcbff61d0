// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.Map;

/**
 * What became of a conditional write of rows.
 *
 * @param applied whether all conditions held, and everything was written
 * @param rows where it was not applied: the rows that the conditions speak of, as they are, as far
 *     as they are there
 */
public record ConditionalOutcome(boolean applied, Map<Key, ResultRow> rows) {
  /** Everything was written. */
  public static final ConditionalOutcome APPLIED = new ConditionalOutcome(true, Map.of());

  public ConditionalOutcome {
    rows = Map.copyOf(rows);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.util.List;

/**
 * A row to be written.
 *
 * @param values one for each of the write's columns
 */
public record RowTemplate(
    List<ValueSource> partition, List<ValueSource> clustering, List<ValueSource> values) {
  public RowTemplate {
    partition = List.copyOf(partition);
    clustering = List.copyOf(clustering);
    values = List.copyOf(values);
  }
}

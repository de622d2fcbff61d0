// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a table's rows are come by: the cheapest way that the conditions on its key allow. */
public sealed interface Access {
  /** The whole key is known: one row. */
  record Point(List<ValueSource> partition, List<ValueSource> clustering) implements Access {}

  /**
   * The partition is known, and perhaps the first clustering columns, and perhaps a range of the
   * next one.
   *
   * @param prefix values of the leading clustering columns
   * @param low least value of the clustering column behind the prefix
   * @param high greatest value of the clustering column behind the prefix
   */
  record Slice(
      List<ValueSource> partition,
      List<ValueSource> prefix,
      @Nullable Side low,
      @Nullable Side high)
      implements Access {}

  /**
   * The partition is not known: all rows of the table.
   *
   * @param missing the first partition key column without an equality
   */
  record Scan(String missing) implements Access {}

  /** No row can be wanted. */
  record Nothing() implements Access {}

  /** One side of a range of values. */
  record Side(ValueSource value, boolean inclusive) {}
}

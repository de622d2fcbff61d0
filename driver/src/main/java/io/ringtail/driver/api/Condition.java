// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.schema.Column;
import org.jspecify.annotations.Nullable;

/** What has to be true of a row for a conditional write to be made. Immutable. */
public sealed interface Condition {
  /** The row that it speaks of. */
  Key key();

  /** The row is there. */
  record Exists(Key key) implements Condition {}

  /** The row is not there. */
  record Absent(Key key) implements Condition {}

  /**
   * A column of the row compares with a value. A column without a value, also of a row that is not
   * there, is equal to null and unequal to everything else, and has no order.
   *
   * @param column none of the key's
   * @param value of the column's Java class; null where it is compared for equality only
   */
  record Compares(Key key, Column column, Operator operator, @Nullable Object value)
      implements Condition {}

  /** How a column's value compares with another: the order is that of keys of its type. */
  enum Operator {
    EQUAL,
    UNEQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Whether values compare so. */
    public boolean holds(@Nullable Object left, @Nullable Object right) {
      return switch (this) {
        case EQUAL -> Values.same(left, right);
        case UNEQUAL -> !Values.same(left, right);
        case LESS -> left != null && right != null && Values.compare(left, right) < 0;
        case LESS_OR_EQUAL -> left != null && right != null && Values.compare(left, right) <= 0;
        case GREATER -> left != null && right != null && Values.compare(left, right) > 0;
        case GREATER_OR_EQUAL -> left != null && right != null && Values.compare(left, right) >= 0;
      };
    }
  }
}

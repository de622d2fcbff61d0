// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.Slice;
import io.ringtail.jdbc.plan.Access;
import io.ringtail.jdbc.plan.TableRead;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From ranges of values to the driver's slices, whose sides are in clustering order: in a
 * descending column the greatest value comes first.
 */
final class SliceBounds {
  private SliceBounds() {}

  /** The slice, or null where a value is null, so that no row can be in it. */
  static @Nullable Slice slice(TableRead read, Access.Slice access, @Nullable Object[] parameters)
      throws SQLException {
    List<Object> prefix = KeyValues.resolve(access.prefix(), parameters);
    if (prefix == null || isNull(access.low(), parameters) || isNull(access.high(), parameters)) {
      return null;
    }
    boolean descending = read.table().clusteringKey().get(access.prefix().size()).descending();
    Access.Side first = descending ? access.high() : access.low();
    Access.Side last = descending ? access.low() : access.high();
    return new Slice(
        bound(prefix, first, parameters),
        bound(prefix, last, parameters),
        Integer.MAX_VALUE,
        read.shape().reverse());
  }

  private static boolean isNull(Access.@Nullable Side side, @Nullable Object[] parameters)
      throws SQLException {
    return side != null && side.value().resolve(parameters) == null;
  }

  private static Slice.@Nullable Bound bound(
      List<Object> prefix, Access.@Nullable Side side, @Nullable Object[] parameters)
      throws SQLException {
    if (side == null) {
      return prefix.isEmpty() ? null : new Slice.Bound(prefix, true);
    }
    List<Object> values = new ArrayList<>(prefix);
    Object value = side.value().resolve(parameters);
    if (value != null) {
      values.add(value);
    }
    return new Slice.Bound(values, side.inclusive());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.jdbc.plan.ValueSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves the values of a key. */
final class KeyValues {
  private KeyValues() {}

  /** The values, or null where one of them is null. */
  static @Nullable List<Object> resolve(List<ValueSource> sources, @Nullable Object[] parameters)
      throws SQLException {
    if (sources.size() == 1) {
      Object value = sources.get(0).resolve(parameters);
      return value == null ? null : List.of(value);
    }
    Object[] values = new Object[sources.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = sources.get(i).resolve(parameters);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return Arrays.asList(values);
  }
}

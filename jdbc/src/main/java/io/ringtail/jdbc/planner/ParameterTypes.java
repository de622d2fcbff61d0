// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDynamicParam;
import org.jspecify.annotations.Nullable;

/** Collects the types of a statement's question marks while it is planned. */
final class ParameterTypes {
  private final List<@Nullable SqlType> types = new ArrayList<>();

  void set(SqlDynamicParam parameter, SqlType type) {
    set(parameter.getIndex(), type);
  }

  void set(int index, SqlType type) {
    while (types.size() <= index) {
      types.add(null);
    }
    types.set(index, type);
  }

  /** One type for each question mark; text for those that nothing gave a type. */
  List<SqlType> toList() {
    List<SqlType> complete = new ArrayList<>(types.size());
    for (SqlType type : types) {
      complete.add(type == null ? SqlType.VARCHAR : type);
    }
    return complete;
  }
}

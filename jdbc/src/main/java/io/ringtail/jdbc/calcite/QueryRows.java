// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.plan.Rows;
import java.sql.SQLException;
import java.util.List;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/** Rows on their way out of Calcite: a row of one field comes as that field alone. One user. */
final class QueryRows implements Rows {
  private final Enumerator<?> enumerator;
  private final List<RelDataType> types;

  QueryRows(Enumerator<?> enumerator, List<RelDataType> types) {
    this.enumerator = enumerator;
    this.types = types;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws SQLException {
    try {
      if (!enumerator.moveNext()) {
        return null;
      }
      Object current = enumerator.current();
      int width = types.size();
      @Nullable Object[] row = new Object[width];
      if (width == 1) {
        row[0] = QueryValues.out(current, types.get(0));
      } else {
        @Nullable Object[] fields = (Object[]) current;
        for (int i = 0; i < width; i++) {
          row[i] = QueryValues.out(fields[i], types.get(i));
        }
      }
      return row;
    } catch (RuntimeException e) {
      throw QueryErrors.running(e);
    }
  }

  @Override
  public void close() {
    enumerator.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.metadata;

import io.ringtail.jdbc.plan.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finished metadata result: its columns and its rows. */
public record MetadataRows(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
  public MetadataRows {
    columns = List.copyOf(columns);
    rows = new ArrayList<>(rows);
  }
}

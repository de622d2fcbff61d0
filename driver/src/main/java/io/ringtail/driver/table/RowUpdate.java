// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A write that a function makes of a row as it is. Immutable. */
record RowUpdate(
    TableView table,
    Key key,
    byte[] clustering,
    Function<@Nullable ResultRow, @Nullable RowWrite> function)
    implements ConditionalWrite<@Nullable ResultRow> {
  @Override
  public List<ByteRange> slices() {
    return List.of(clustering.length == 0 ? ByteRange.ALL : ByteRange.single(clustering));
  }

  @Override
  public Evaluation<@Nullable ResultRow> evaluate(PartitionData known, long nowMillis) {
    ResultRow before = row(known, nowMillis);
    RowWrite write = function.apply(before);
    if (write == null) {
      return new Evaluation<>(null, before);
    }
    if (!write.key().equals(key)) {
      throw new RingtailException.InvalidRequest(
          "the function was given the row " + key + ", and writes " + write.key());
    }
    PartitionData change = RowChange.of(table, write, nowMillis).on(known);
    return new Evaluation<>(
        change.isEmpty() ? null : change, row(Merge.partitions(known, change), nowMillis));
  }

  private @Nullable ResultRow row(PartitionData known, long nowMillis) {
    for (Row row : known.rows()) {
      if (Arrays.equals(row.clustering(), clustering)) {
        PartitionData alone = new PartitionData(null, List.of(), List.of(row));
        return table.all().row(key.partition(), key.clustering(), alone, nowMillis);
      }
    }
    return null;
  }
}

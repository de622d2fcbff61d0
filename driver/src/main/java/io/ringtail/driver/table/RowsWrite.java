// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Condition;
import io.ringtail.driver.api.ConditionalOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.consensus.Slices;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.schema.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes to rows of one partition that are made if conditions hold. Immutable. */
final class RowsWrite implements ConditionalWrite<ConditionalOutcome> {
  /** A condition and the encoded clustering key of its row. */
  private record Checked(Condition condition, byte[] clustering) {}

  private final TableView table;
  private final byte[] partition;
  private final List<Checked> conditions = new ArrayList<>();
  private final List<RowChange> changes = new ArrayList<>();
  private final List<ByteRange> slices;

  /**
   * Checks and encodes.
   *
   * @throws RingtailException.InvalidRequest when they are not all of one partition, or make no
   *     sense
   */
  RowsWrite(
      TableView table,
      Collection<RowWrite> writes,
      Collection<Condition> conditionals,
      long nowMillis) {
    this.table = table;
    if (writes.isEmpty() || conditionals.isEmpty()) {
      throw new RingtailException.InvalidRequest(
          "a conditional write needs a condition and something to write");
    }
    byte[] first = null;
    List<ByteRange> ranges = new ArrayList<>();
    for (Condition condition : conditionals) {
      first = samePartition(first, condition.key());
      byte[] clustering = RowEncoder.clusteringKey(table, condition.key());
      check(condition);
      conditions.add(new Checked(condition, clustering));
      ranges.add(clustering.length == 0 ? ByteRange.ALL : ByteRange.single(clustering));
    }
    for (RowWrite write : writes) {
      first = samePartition(first, write.key());
      RowChange change = RowChange.of(table, write, nowMillis);
      changes.add(change);
      ranges.add(change.slice());
    }
    this.partition = java.util.Objects.requireNonNull(first);
    this.slices = Slices.union(ranges);
  }

  private byte[] samePartition(byte @Nullable [] before, Key key) {
    byte[] own = RowEncoder.partitionKey(table, key);
    if (before != null && !Arrays.equals(before, own)) {
      throw new RingtailException.InvalidRequest(
          "a conditional write is of one partition, and this one names two");
    }
    return own;
  }

  private void check(Condition condition) {
    if (condition instanceof Condition.Compares compares) {
      Column column = table.regular(compares.column().id());
      if (column == null || !column.name().equals(compares.column().name())) {
        throw new RingtailException.InvalidRequest(
            "table "
                + table.schema().name()
                + " has no column '"
                + compares.column().name()
                + "' beside its key");
      }
      Object value = compares.value();
      if (value != null) {
        RowEncoder.value(column, value);
      }
    }
  }

  /** The encoded partition key. */
  byte[] partition() {
    return partition;
  }

  @Override
  public List<ByteRange> slices() {
    return slices;
  }

  @Override
  public Evaluation<ConditionalOutcome> evaluate(PartitionData known, long nowMillis) {
    for (Checked each : conditions) {
      if (!holds(each, known, nowMillis)) {
        return new Evaluation<>(null, new ConditionalOutcome(false, rows(known, nowMillis)));
      }
    }
    PartitionData now = known;
    PartitionData all = PartitionData.EMPTY;
    for (RowChange change : changes) {
      PartitionData own = change.on(now);
      now = Merge.partitions(now, own);
      all = Merge.partitions(all, own);
    }
    return new Evaluation<>(all.isEmpty() ? null : all, ConditionalOutcome.APPLIED);
  }

  private boolean holds(Checked checked, PartitionData known, long nowMillis) {
    ResultRow row = row(checked, known, nowMillis);
    if (checked.condition() instanceof Condition.Compares compares) {
      Object value = row == null ? null : row.get(compares.column().name());
      return compares.operator().holds(value, compares.value());
    }
    return checked.condition() instanceof Condition.Exists == (row != null);
  }

  private Map<Key, ResultRow> rows(PartitionData known, long nowMillis) {
    Map<Key, ResultRow> rows = new LinkedHashMap<>();
    for (Checked each : conditions) {
      ResultRow row = row(each, known, nowMillis);
      if (row != null) {
        rows.put(each.condition().key(), row);
      }
    }
    return rows;
  }

  private @Nullable ResultRow row(Checked checked, PartitionData known, long nowMillis) {
    for (Row row : known.rows()) {
      if (Arrays.equals(row.clustering(), checked.clustering())) {
        Key key = checked.condition().key();
        return table
            .all()
            .row(
                key.partition(),
                key.clustering(),
                new PartitionData(null, List.of(), List.of(row)),
                nowMillis);
      }
    }
    return null;
  }
}

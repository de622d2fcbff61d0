// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.TableKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns writes to rows into data to be merged. The deletion of a full key is a row's, also in a
 * table without clustering columns: so a row there is always written and deleted in the same place,
 * and a deletion of a partition only ever stands for many rows. Pure.
 */
final class RowEncoder {
  /** Longest encoded value: 8 MiB, so that one always fits into a frame. */
  static final int VALUE_BYTES_MAX = 8 << 20;

  /** Longest encoded partition key or clustering key. */
  static final int KEY_BYTES_MAX = 64 << 10;

  private RowEncoder() {}

  /** The encoding of a key's partition columns. */
  static byte[] partitionKey(TableView table, Key key) {
    if (key.partition().size() != table.partitionKey().size()) {
      throw new RingtailException.InvalidRequest(
          "the partition key of "
              + table.schema().name()
              + " has "
              + table.partitionKey().size()
              + " columns, but the key "
              + key.partition().size()
              + " values");
    }
    return encoded(table.partitionKey(), key.partition());
  }

  /** The encoding of a key's clustering columns, which may be fewer than the table's. */
  static byte[] clusteringPrefix(TableView table, List<?> clustering) {
    return clustering.isEmpty() ? Row.NO_CLUSTERING : encoded(table.clusteringKey(), clustering);
  }

  /** The encoding of a full clustering key. */
  static byte[] clusteringKey(TableView table, Key key) {
    if (key.clustering().size() != table.clusteringKey().size()) {
      throw new RingtailException.InvalidRequest(
          "a row of "
              + table.schema().name()
              + " is named by "
              + table.clusteringKey().size()
              + " clustering columns, but the key has "
              + key.clustering().size()
              + " values for them");
    }
    return clusteringPrefix(table, key.clustering());
  }

  private static byte[] encoded(List<Column> columns, List<?> values) {
    byte[] bytes;
    try {
      bytes = TableKeys.encode(columns, values);
    } catch (IllegalArgumentException e) {
      throw new RingtailException.InvalidRequest(String.valueOf(e.getMessage()));
    }
    return checkKey(bytes);
  }

  static byte[] checkKey(byte[] key) {
    if (key.length > KEY_BYTES_MAX) {
      throw new RingtailException.InvalidRequest(
          "a key of " + key.length + " bytes is longer than the " + KEY_BYTES_MAX + " allowed");
    }
    return key;
  }

  /** What a write says about its partition. */
  static PartitionData data(TableView table, RowWrite write, Version version, long nowMillis) {
    return switch (write.kind()) {
      case INSERT -> set(table, write, version, nowMillis, true);
      case UPDATE -> set(table, write, version, nowMillis, false);
      case DELETE -> deletion(table, write.key(), version);
    };
  }

  private static PartitionData set(
      TableView table, RowWrite write, Version version, long nowMillis, boolean insert) {
    byte[] clustering = clusteringKey(table, write.key());
    long expiry = expiryMillis(table, write.ttl(), nowMillis);
    List<Cell> cells = new ArrayList<>(write.columns().size());
    int last = -1;
    boolean sorted = true;
    for (int i = 0; i < write.columns().size(); i++) {
      Column column = write.columns().get(i);
      cells.add(cell(table, column, write.values()[i], version, expiry));
      sorted &= column.id() > last;
      last = column.id();
    }
    if (!sorted) {
      cells.sort(Comparator.comparingInt(Cell::columnId));
      checkDistinct(table, cells);
    }
    Liveness liveness = insert ? new Liveness(version, expiry) : null;
    return ofRow(new Row(clustering, liveness, null, cells));
  }

  private static PartitionData deletion(TableView table, Key key, Version version) {
    if (key.clustering().size() == table.clusteringKey().size()) {
      return ofRow(new Row(clusteringKey(table, key), null, version, List.of()));
    }
    if (key.clustering().isEmpty()) {
      return new PartitionData(version, List.of(), List.of());
    }
    ByteRange rows = ByteRange.prefix(clusteringPrefix(table, key.clustering()));
    return new PartitionData(null, List.of(new RangeTombstone(rows, version)), List.of());
  }

  /** One row; nothing at all where it says nothing. */
  private static PartitionData ofRow(Row row) {
    return new PartitionData(null, List.of(), row.isEmpty() ? List.of() : List.of(row));
  }

  private static Cell cell(
      TableView table, Column column, @Nullable Object value, Version version, long expiry) {
    Column known = table.regular(column.id());
    if (known == null || !known.name().equals(column.name())) {
      throw new RingtailException.InvalidRequest(
          "table "
              + table.schema().name()
              + " has no column '"
              + column.name()
              + "' beside its key");
    }
    return value == null
        ? Cell.tombstone(column.id(), version)
        : new Cell(column.id(), version, value(known, value), expiry);
  }

  /** The encoding of a value. */
  static byte[] value(Column column, Object value) {
    if (!column.type().javaClass().isInstance(value)) {
      throw new RingtailException.InvalidRequest(
          "column "
              + column.name()
              + " is "
              + column.type().sqlName()
              + ", but got "
              + value.getClass().getSimpleName());
    }
    byte[] bytes;
    try {
      bytes = column.type().encodeValue(value);
    } catch (IllegalArgumentException e) {
      throw new RingtailException.InvalidRequest(String.valueOf(e.getMessage()));
    }
    if (bytes.length > VALUE_BYTES_MAX) {
      throw new RingtailException.InvalidRequest(
          "a value of "
              + bytes.length
              + " bytes for column "
              + column.name()
              + " is longer than the "
              + VALUE_BYTES_MAX
              + " allowed");
    }
    return bytes;
  }

  /** When what is written now is gone. */
  static long expiryMillis(TableView table, @Nullable Duration ttl, long nowMillis) {
    if (ttl == null) {
      long byDefault = table.schema().options().defaultTtlMillis();
      return byDefault == 0 ? Expiry.NEVER : nowMillis + byDefault;
    }
    if (ttl.isZero() || ttl.isNegative()) {
      throw new RingtailException.InvalidRequest(
          "the time to live has to be more than nothing, not " + ttl);
    }
    // Rounded up, so that a value that shall live lives at least a millisecond; a span beyond
    // all calendars is for ever.
    long seconds = ttl.getSeconds();
    return seconds > Long.MAX_VALUE / 4_000
        ? Expiry.NEVER
        : nowMillis + seconds * 1_000 + (ttl.getNano() + 999_999) / 1_000_000;
  }

  private static void checkDistinct(TableView table, List<Cell> cells) {
    for (int i = 1; i < cells.size(); i++) {
      if (cells.get(i - 1).columnId() == cells.get(i).columnId()) {
        Column twice = table.regular(cells.get(i).columnId());
        throw new RingtailException.InvalidRequest(
            "column " + (twice == null ? "?" : twice.name()) + " is set twice");
      }
    }
  }
}

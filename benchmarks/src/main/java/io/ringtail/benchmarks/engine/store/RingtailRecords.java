// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The records as a node gets them: partitions of one cell, encoded. The driver encodes, not the
 * node, so that the encoding is made here by filling in a template. Immutable.
 */
final class RingtailRecords {
  static final int TABLE = 1;

  private static final int COLUMN = 1;
  private static final long WRITER = 0x5D1F_03A9_77C2_E416L;

  /** November 2023, as a hybrid clock has it: 48 bits of milliseconds, 16 of a counter. */
  private static final long TIMESTAMP_FIRST = 1_700_000_000_000L << 16;

  /** Flags of the partition and of the row, and the length 0 of the clustering key. */
  private static final int TIMESTAMP_AT = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  private final EngineRecords records;
  private final byte[] template;
  private final int valueAt;

  RingtailRecords(EngineRecords records) {
    this.records = records;
    this.template = encode(0);
    this.valueAt = template.length - records.valueBytes();
    if (!Arrays.equals(content(1), encode(1))) {
      throw new IllegalStateException("the template does not fit the encoding of partitions");
    }
  }

  private byte[] encode(long record) {
    Version version = new Version(TIMESTAMP_FIRST + record, WRITER, 0);
    Cell cell = new Cell(COLUMN, version, records.value(record), Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return PartitionCodec.encode(new PartitionData(null, List.of(), List.of(row)));
  }

  private byte[] content(long record) {
    byte[] content = template.clone();
    LONGS.set(content, TIMESTAMP_AT, TIMESTAMP_FIRST + record);
    records.value(record, content, valueAt);
    return content;
  }

  EngineRecords keys() {
    return records;
  }

  Mutation put(long record) {
    return new Mutation(TABLE, records.key(record), content(record));
  }

  void check(long record, byte[] content, boolean present) {
    boolean right =
        present
            ? content.length == template.length
                && records.isValue(record, content, valueAt, content.length - valueAt)
            : Arrays.equals(content, NOTHING);
    if (!right) {
      throw new WrongAnswerException(
          "Ringtail answers record " + record + " with " + content.length + " wrong bytes");
    }
  }

  /** Checks a partition that a scan found. */
  void check(byte[] key, byte[] content) {
    check(records.record(key), content, true);
  }
}

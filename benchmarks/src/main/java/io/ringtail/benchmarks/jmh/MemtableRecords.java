// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.nio.ByteBuffer;
import java.util.List;

/** The writes that memtables are compared with: keys of 16 bytes, one value of 100. */
final class MemtableRecords {
  static final int TABLE = 1;
  static final int PAYLOAD_BYTES = 116;

  private static final long WRITER = 0x9E37_79B9_7F4A_7C15L;

  private MemtableRecords() {}

  static byte[] key(int number) {
    return ByteBuffer.allocate(16).putLong(number).putLong(number * WRITER).array();
  }

  /** Write number {@code number} at a time. */
  static Mutation write(int number, long timestamp) {
    Cell cell = new Cell(1, new Version(timestamp, WRITER, 0), new byte[100], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return new Mutation(
        TABLE,
        key(number),
        PartitionCodec.encode(new PartitionData(null, List.of(), List.of(row))));
  }
}

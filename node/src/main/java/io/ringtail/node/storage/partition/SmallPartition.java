// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.partition;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.List;

/** A partition that its source holds as one canonical encoding. */
public record SmallPartition(byte[] content, boolean expires) implements PartitionView {
  @Override
  public PartitionData head() {
    return Slices.head(PartitionCodec.decode(content));
  }

  @Override
  public RowCursor rows(ByteRange slice, boolean reverse) {
    List<Row> rows = Slices.rows(PartitionCodec.decode(content).rows(), slice);
    return new ListCursor(reverse ? rows.reversed() : rows);
  }
}

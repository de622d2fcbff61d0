// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a level's replicas know together of a stretch of a table.
 *
 * @param next where to go on; null at the end
 */
public record ScanPage(List<Partition> partitions, @Nullable ScanPosition next) {
  /** One partition, or a part of it. */
  public record Partition(byte[] key, long token, PartitionData data) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.row.PartitionData;
import org.jspecify.annotations.Nullable;

/**
 * What a level's replicas know together of a slice of one partition.
 *
 * @param covered as in {@link io.ringtail.protocol.message.PartitionAnswer}: where to go on; null
 *     when the whole slice was read
 */
public record PartitionResult(PartitionData data, byte @Nullable [] covered) {}

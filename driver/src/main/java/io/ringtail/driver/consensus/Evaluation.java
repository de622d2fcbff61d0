// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.protocol.row.PartitionData;
import org.jspecify.annotations.Nullable;

/**
 * What a conditional write makes of what a majority knows.
 *
 * @param change what is to be written, each cell behind the version that it is based on; null when
 *     nothing is
 * @param answer for whoever asked, once this is decided
 */
public record Evaluation<A extends @Nullable Object>(@Nullable PartitionData change, A answer) {}

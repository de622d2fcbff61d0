// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Level;

/**
 * What a request is aimed at: partitions of a table that have the same replicas, and the same
 * shards of them.
 *
 * @param token of one of the partitions
 * @param timeoutNanos until the request fails at the latest
 */
public record Aim(int tableId, int replicationFactor, long token, Level level, long timeoutNanos) {}

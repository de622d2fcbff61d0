// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Level;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;

/**
 * What a request is aimed at: partitions of a table that have the same replicas, and the same
 * shards of them.
 *
 * @param table as the map knew it by which the request was made
 * @param token of one of the partitions
 * @param timeoutNanos until the request fails at the latest
 */
public record Aim(Table table, Keyspace keyspace, long token, Level level, long timeoutNanos) {
  /** The same at another partition, with another time. */
  Aim at(long otherToken, long otherTimeoutNanos) {
    return new Aim(table, keyspace, otherToken, level, otherTimeoutNanos);
  }
}

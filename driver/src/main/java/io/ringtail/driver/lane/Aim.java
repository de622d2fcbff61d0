// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.Trace;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a request is aimed at: partitions of a table that have the same replicas, and the same
 * shards of them.
 *
 * @param table as the map knew it by which the request was made
 * @param token of one of the partitions
 * @param timeoutNanos until the request fails at the latest
 * @param retries how often replicas that refuse for now may be asked again
 * @param trace is told every step; null for nobody
 */
public record Aim(
    Table table,
    Keyspace keyspace,
    long token,
    Level level,
    long timeoutNanos,
    int retries,
    @Nullable Trace trace) {
  /** What is tried again as often as there is time for. */
  public Aim(
      Table table,
      Keyspace keyspace,
      long token,
      Level level,
      long timeoutNanos,
      @Nullable Trace trace) {
    this(table, keyspace, token, level, timeoutNanos, RequestOptions.RETRIES_ALL, trace);
  }

  /** The same at another partition, with another time. */
  Aim at(long otherToken, long otherTimeoutNanos) {
    return new Aim(table, keyspace, otherToken, level, otherTimeoutNanos, retries, trace);
  }
}

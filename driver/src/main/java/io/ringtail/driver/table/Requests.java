// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.lane.Aim;
import io.ringtail.driver.lane.ConditionalOperation;
import io.ringtail.driver.lane.DecideOperation;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.Lanes;
import io.ringtail.driver.lane.Maps;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a session's tables make their requests with. Thread-safe.
 *
 * @param hybridClock one for all lanes, so that what follows in one program is stamped later
 * @param defaults for requests that name no options
 */
public record Requests(
    Lanes lanes, Maps maps, Clock clock, HybridClock hybridClock, RequestOptions defaults) {
  /** A version for a write that goes through a lane. */
  Version version(Lane lane) {
    return new Version(hybridClock.next(), lane.writer(), 0);
  }

  /** Begins something on a lane's thread; where the lane has ended, its result says so. */
  static void execute(Lane lane, Runnable begin, CompletableFuture<?> result) {
    try {
      lane.execute(begin);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new RingtailException.SessionClosed("the session is closed", false));
    }
  }

  /** Makes a conditional write of one partition. */
  <A extends @Nullable Object> ConditionalCall<A> conditional(
      TableView table, byte[] partition, ConditionalWrite<A> write, RequestOptions options) {
    Level level = options.level() == Level.LOCAL_SERIAL ? Level.LOCAL_SERIAL : Level.SERIAL;
    ConditionalCall<A> call = new ConditionalCall<>();
    Aim aim = aim(table, Token.hash(partition), options.withLevel(level));
    lanes
        .ofPartition(aim.token())
        .submit(
            maps.newest().isCoordinated()
                ? new DecideOperation<>(aim, partition, write, call)
                : new ConditionalOperation<>(aim, partition, write, call));
    return call;
  }

  static Aim aim(TableView table, long token, RequestOptions options) {
    return aim(table, token, options, timeoutNanos(options));
  }

  static Aim aim(TableView table, long token, RequestOptions options, long timeoutNanos) {
    return new Aim(
        table.schema(),
        table.keyspace(),
        token,
        options.level(),
        timeoutNanos,
        options.retries(),
        options.trace());
  }

  /** A timeout too long for a count of nanoseconds is cut to what fits: a century. */
  static long timeoutNanos(RequestOptions options) {
    return options.timeout().toSeconds() >= TimeUnit.DAYS.toSeconds(36_500)
        ? TimeUnit.DAYS.toNanos(36_500)
        : options.timeout().toNanos();
  }
}

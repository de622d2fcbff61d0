// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.Maps;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A change of the schema under way. Every attempt carries the same request id, and a decided map
 * names the request that it was decided for: so an attempt whose answer was lost may be repeated,
 * and is in doubt only when the answer to a later one leaves open who was first. Confined to its
 * lane's thread.
 */
final class SchemaRequest extends CompletableFuture<Schema> implements ReplyHandler, Runnable {
  /** Consensus among the voters takes milliseconds; a voter that is down costs a second or two. */
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  /** How long one node has to answer before another one is asked. */
  private static final long ATTEMPT_NANOS = 4_000_000_000L;

  private static final long PAUSE_MILLIS = 20;

  private final Lane lane;
  private final ScheduledExecutorService loop;
  private final Maps maps;
  private final Clock clock;
  private final SchemaChange change;
  private final long deadlineNanos;
  private ChangeId id = ChangeId.NONE;
  private int attempt;
  private boolean maybeDone;
  private String lastProblem = "no node is connected";

  SchemaRequest(
      Lane lane, ScheduledExecutorService loop, Maps maps, Clock clock, SchemaChange change) {
    this.lane = lane;
    this.loop = loop;
    this.maps = maps;
    this.clock = clock;
    this.change = change;
    this.deadlineNanos = clock.nanos() + TIMEOUT_NANOS;
  }

  /** Sends the next attempt. */
  @Override
  public void run() {
    if (isDone()) {
      return;
    }
    if (lane.isClosed()) {
      sessionClosed();
      return;
    }
    long left = deadlineNanos - clock.nanos();
    if (left <= 0) {
      giveUp(lastProblem);
      return;
    }
    if (maybeDone && change instanceof SchemaChange.TruncateTable) {
      // Once more could take away what was written since the first.
      giveUp(lastProblem);
      return;
    }
    if (id.counter() == 0) {
      id = new ChangeId(lane.writer(), lane.nextCounter());
    }
    attempt++;
    ShardLink link = lane.anyReady(attempt);
    long patience = Math.min(left, ATTEMPT_NANOS);
    if (link == null || !send(link, patience)) {
      loop.schedule(this, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    int sent = attempt;
    loop.schedule(() -> expire(sent), patience, TimeUnit.NANOSECONDS);
  }

  private boolean send(ShardLink link, long patienceNanos) {
    Request request = new Request.ChangeSchema(change);
    return lane.send(link, request, (int) (patienceNanos / 1_000), id.counter(), this, attempt);
  }

  private void expire(int sent) {
    if (sent == attempt && !isDone()) {
      maybeDone = true;
      lastProblem = "no answer in time";
      run();
    }
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    if (isDone()) {
      return;
    }
    if (response instanceof Response.SchemaDone done) {
      maps.offer(done.map());
      complete(done.map().schema());
    } else if (response instanceof Response.Refused refused) {
      refused(refused, tag);
    } else if (response instanceof Response.Unknown unknown) {
      maybeDone = true;
      again(tag, unknown.reason() + " " + unknown.detail());
    } else {
      maybeDone = true;
      again(tag, "answered " + response.getClass().getSimpleName());
    }
  }

  private void refused(Response.Refused refused, int tag) {
    String why = refused.reason() + " " + refused.detail();
    switch (refused.reason()) {
      case ALREADY_EXISTS, NOT_FOUND, INVALID, UNKNOWN_TABLE, UNSUPPORTED -> {
        if (maybeDone) {
          giveUp("an earlier attempt may have been the one that did it: " + why);
        } else if (refused.reason() == Reason.ALREADY_EXISTS) {
          completeExceptionally(new RingtailException.AlreadyExists(refused.detail()));
        } else {
          completeExceptionally(new RingtailException.InvalidRequest(refused.detail()));
        }
      }
      case STALE_MAP,
          NOT_OWNER,
          OVERLOADED,
          EXPIRED,
          DISK_FULL,
          CLOCK_SKEW,
          NOT_A_MEMBER,
          STOPPING,
          DAMAGED,
          NO_QUORUM,
          UNREACHABLE,
          INTERNAL,
          CANCELLED ->
          again(tag, why);
    }
  }

  @Override
  public void lost(int tag, long nowNanos) {
    if (!isDone()) {
      maybeDone = true;
      again(tag, "the connection ended before the answer");
    }
  }

  private void again(int tag, String problem) {
    lastProblem = problem;
    if (lane.isClosed()) {
      sessionClosed();
    } else if (tag == attempt) {
      loop.schedule(this, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The lane is closed, and hears of no further answer. */
  void sessionClosed() {
    completeExceptionally(new RingtailException.SessionClosed("the session was closed", maybeDone));
  }

  /** A map that names the change says that it is decided, and not who else knows of it. */
  private void giveUp(String problem) {
    completeExceptionally(error(problem));
  }

  private RingtailException error(@Nullable String problem) {
    String message = "schema change: " + problem;
    return maybeDone
        ? new RingtailException.InDoubt(message, null)
        : new RingtailException.Unavailable(message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.lane.Lane;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.util.function.Consumer;

/**
 * A write on its way to one other replica, which is waited for until it is connected, or cannot be.
 * Whoever asked hears exactly once, later. Confined to a shard's loop.
 */
final class PassedOnWrite implements ReplyHandler, Runnable {
  /** How often it is looked whether the replica is connected. */
  private static final long POLL_NANOS = 5_000_000;

  private final Lane lane;
  private final ShardLink link;
  private final Request.Write write;
  private final long begunNanos;
  private final long deadlineNanos;
  private final int rank;
  private final Consumer<Response> answer;

  PassedOnWrite(
      Lane lane,
      ShardLink link,
      Request.Write write,
      long timeoutNanos,
      int rank,
      Consumer<Response> answer) {
    this.lane = lane;
    this.link = link;
    this.write = write;
    this.begunNanos = lane.exactNanos();
    this.deadlineNanos = begunNanos + timeoutNanos;
    this.rank = rank;
    this.answer = answer;
  }

  @Override
  public void run() {
    long left = deadlineNanos - lane.exactNanos();
    Reach reach = link.reach(begunNanos);
    if (left <= 0) {
      answer.accept(refused(Reason.EXPIRED, "not connected in time to " + link.endpoint()));
    } else if (reach == Reach.CONNECTED && send(left)) {
      return;
    } else if (reach == Reach.UNREACHABLE) {
      answer.accept(refused(Reason.UNREACHABLE, link.endpoint() + " cannot be reached"));
    } else {
      lane.after(POLL_NANOS, this);
    }
  }

  private boolean send(long leftNanos) {
    int micros = (int) Math.max(1, Math.min(Integer.MAX_VALUE, leftNanos / 1_000));
    return lane.send(link, write, micros, lane.nextCounter(), this, 0);
  }

  private Response refused(Reason reason, String detail) {
    return new Response.Refused(reason, detail, 0, new Epoch(lane.view().epoch()));
  }

  @Override
  public int rank(int tag) {
    return rank;
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    answer.accept(response);
  }

  @Override
  public void lost(int tag, long nowNanos) {
    answer.accept(
        new Response.Unknown(
            Reason.UNREACHABLE, "the connection to " + link.endpoint() + " ended"));
  }
}

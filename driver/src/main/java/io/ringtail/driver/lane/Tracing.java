// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.Trace;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.message.CoordinationStep;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the trace of an operation is told, where there is one: the application's, or the log's.
 * Confined to the lane's thread.
 */
final class Tracing {
  private static final Logger LOG = LoggerFactory.getLogger("io.ringtail.trace");

  private @Nullable Trace trace;
  private boolean sampled;

  /** Replicas that were asked for digests last. */
  private long digests;

  Tracing(@Nullable Trace trace) {
    this.trace = trace;
  }

  /** Whether steps are told of: what is told takes time to put into words. */
  boolean isOn() {
    return trace != null;
  }

  /** The operation begins; one that nobody traces may be one of the log's samples. */
  void begun(Lane lane, Aim aim, long waitedNanos) {
    if (trace == null) {
      trace = lane.sampled();
      sampled = trace != null;
    }
    if (trace != null) {
      String what =
          "of %s at %s, after %d us of waiting"
              .formatted(aim.table().name(), aim.level(), waitedNanos / 1_000);
      note(lane, Trace.Kind.BEGUN, null, what);
    }
  }

  void note(Lane lane, Trace.Kind kind, @Nullable Endpoint about, String detail) {
    Trace told = trace;
    if (told != null) {
      told.add(lane.exactNanos(), kind, about, detail);
    }
  }

  void routed(Lane lane, Aim aim, MapView view, int vnode) {
    if (trace != null) {
      int[] replicas = view.replicas(aim.keyspace(), vnode).nodes();
      List<Endpoint> endpoints =
          IntStream.of(replicas).mapToObj(i -> view.nodes().get(i).endpoint()).toList();
      String how = "vnode " + vnode + " by epoch " + view.epoch() + ": " + endpoints;
      note(lane, Trace.Kind.ROUTED, null, how);
    }
  }

  void sent(Lane lane, ShardLink to, int replica, Request request, int bytes) {
    if (trace != null) {
      boolean digest = request instanceof Request.Read read && read.digest();
      digests = digest ? digests | 1L << replica : digests & ~(1L << replica);
      String name = request.getClass().getSimpleName() + (digest ? " (digest)" : "");
      note(lane, Trace.Kind.SENT, to.endpoint(), name + " of " + bytes + " bytes");
    }
  }

  /** A replica, or a node that coordinates, has answered; null when the connection ended. */
  void answered(Lane lane, ShardLink by, int replica, @Nullable Response response) {
    if (trace == null) {
      return;
    }
    Endpoint node = by.endpoint();
    if (response == null) {
      note(lane, Trace.Kind.UNKNOWN, node, "the connection ended");
    } else if (response instanceof Response.Coordinated coordinated) {
      coordinated(lane, node, coordinated);
      answered(lane, by, replica, coordinated.answer());
    } else if (response instanceof Response.Refused refused) {
      note(lane, Trace.Kind.REFUSED, node, refused.reason() + " " + refused.detail());
    } else if (response instanceof Response.Unknown unknown) {
      note(lane, Trace.Kind.UNKNOWN, node, unknown.reason() + " " + unknown.detail());
    } else {
      String what = AnswerNote.of(response, (digests & 1L << replica) != 0);
      long waitMicros = by.load().waitNanos(lane.nowNanos()) / 1_000;
      String where = "; shard " + by.shard() + ", where requests wait for " + waitMicros + " us";
      note(lane, Trace.Kind.ANSWERED, node, what + where);
    }
  }

  /** Tells of the coordinator's steps as if its last one had been just now. */
  private void coordinated(Lane lane, Endpoint node, Response.Coordinated coordinated) {
    Trace told = trace;
    if (told == null) {
      return;
    }
    long nowNanos = lane.exactNanos();
    told.add(nowNanos, Trace.Kind.COORDINATED, node, "node " + coordinated.by());
    List<CoordinationStep> steps = coordinated.steps();
    for (CoordinationStep step : steps) {
      long beforeMicros = steps.get(steps.size() - 1).micros() - step.micros();
      told.add(
          nowNanos - 1_000 * beforeMicros,
          Trace.Kind.ofName(step.kind()),
          step.node(),
          "(coordinator) " + step.detail());
    }
  }

  void ended(Lane lane) {
    note(lane, Trace.Kind.ENDED, null, "");
    if (sampled) {
      LOG.info("a request was sampled:\n{}", trace);
    }
  }
}

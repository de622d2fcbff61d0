// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain write under way on a lane. */
public final class WriteOperation extends Operation implements QuorumWrite.Effects {
  private Request.Write request;
  private final Completion<@Nullable Void> completion;
  private int[] replicas = {};
  private @Nullable QuorumWrite machine;

  /** Whether an attempt by an older map may have taken effect. */
  private boolean touched;

  /** A write of mutations that share their replicas and shards. */
  public WriteOperation(Aim aim, List<Mutation> mutations, Completion<@Nullable Void> completion) {
    super(aim);
    this.request = new Request.Write(mutations);
    this.completion = completion;
  }

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    Replicas found = view.replicas(aim.keyspace(), vnode);
    replicas = found.nodes();
    QuorumWrite write = new QuorumWrite(found.quorum(aim.level()), this);
    machine = write;
    write.start(nowNanos, limits, view.epoch());
  }

  private QuorumWrite machine() {
    return java.util.Objects.requireNonNull(machine);
  }

  @Override
  void tick(long nowNanos) {
    machine().tick(nowNanos);
  }

  @Override
  long wakeNanos(long nowNanos) {
    return machine().wakeNanos(nowNanos);
  }

  @Override
  int node(int replica) {
    return replicas[replica];
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    QuorumWrite write = machine();
    if (answer == null) {
      write.lost(replica, nowNanos);
    } else if (answer instanceof Response.WriteDone) {
      write.acknowledged(replica);
    } else if (answer instanceof Response.Refused refused) {
      write.refused(replica, nowNanos, Refusal.of(refused));
    } else if (answer instanceof Response.Unknown unknown) {
      write.unknown(replica, nowNanos, unknown.reason(), unknown.detail());
    } else {
      write.unknown(
          replica, nowNanos, Reason.INTERNAL, "answered " + answer.getClass().getSimpleName());
    }
  }

  @Override
  public boolean isConnected(int replica) {
    return isConnectedTo(replica);
  }

  @Override
  public Reach reach(int replica) {
    return reachOf(replica);
  }

  @Override
  public boolean send(int replica) {
    return sendTo(replica, request, 0);
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return lane().retryDelayNanos(attempt, hintMillis);
  }

  @Override
  public void rerouted(long epoch) {
    touched |= machine().mayHaveTakenEffect();
    rerouteAt(epoch);
  }

  @Override
  void moveTo(int newTableId) {
    request = request.ofTable(newTableId);
  }

  @Override
  boolean regroup() {
    return completion.regroup(touched) && finish();
  }

  @Override
  public void completed() {
    if (finish()) {
      completion.completed(null);
    }
  }

  @Override
  public void failed(Failure failure) {
    fail(
        ErrorMapping.ofWrite(
            touched && !failure.mayHaveTakenEffect()
                ? new Failure(Failure.Kind.TIMEOUT, failure.message(), true)
                : failure));
  }

  @Override
  void failAwaitingMap(String message) {
    failed(new Failure(Failure.Kind.TIMEOUT, message, touched));
  }

  @Override
  void fail(RingtailException error) {
    if (finish()) {
      completion.failed(error);
    }
  }

  @Override
  boolean mayHaveTakenEffect() {
    return touched || (machine != null && machine.mayHaveTakenEffect());
  }
}

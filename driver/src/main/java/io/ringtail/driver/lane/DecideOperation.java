// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.driver.routing.MapView;
import io.ringtail.driver.routing.Replicas;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write of which a node coordinates every attempt. Its function stays here: a node is
 * asked what is there, the function evaluated, and the node asked to write what it makes of that
 * where it is still there; else its answer has what is there now, and so on.
 *
 * @param <A> the answer to whoever asked
 */
public final class DecideOperation<A extends @Nullable Object> extends Operation {
  private static final byte[] NOTHING = {};

  private final byte[] key;
  private final ConditionalWrite<A> write;
  private final Completion<A> completion;
  private int tableId;
  private int[] coordinators = {};
  private int[] order = {};

  /** Places in the order from here on were not asked since the last answer. */
  private int place;

  private boolean waitsForAnswer;
  private long spareNanos;

  /** When another coordinator is asked as well for what changes nothing. */
  private long lateNanos;

  private long againNanos;
  private int attempts;
  private int hintMillis;
  private String lastProblem = "";

  /** What is to be written where {@link #expected} is still there; null to ask for that. */
  private @Nullable Evaluation<A> evaluation;

  private byte @Nullable [] expected;

  /** A conditional write of one partition. */
  public DecideOperation(Aim aim, byte[] key, ConditionalWrite<A> write, Completion<A> completion) {
    super(aim);
    this.key = key;
    this.write = write;
    this.completion = completion;
    this.tableId = aim.table().id();
  }

  @Override
  void route(MapView view, int vnode, long nowNanos, Limits limits) {
    Replicas asked = view.asked(aim.keyspace(), vnode);
    coordinators = asked.nodes();
    order = lane().order(asked, vnode, coordinators.length);
    place = 0;
    waitsForAnswer = false;
    spareNanos = limits.spareNanos();
    evaluation = null;
    expected = null;
    ask(nowNanos);
  }

  /** Asks the next coordinator that is connected. */
  private void ask(long nowNanos) {
    boolean connecting = false;
    for (; place < order.length; place++) {
      int coordinator = order[place];
      Reach reach = reachOf(coordinator);
      if (reach == Reach.CONNECTED && sendTo(coordinator, request(), 0)) {
        place++;
        waitsForAnswer = true;
        lateNanos = nowNanos + spareNanos;
        return;
      }
      connecting |= reach != Reach.UNREACHABLE;
      lastProblem = reach == Reach.UNREACHABLE ? "it cannot be reached" : lastProblem;
    }
    place = 0;
    if (connecting || attempts > 0) {
      againNanos = nowNanos + lane().retryDelayNanos(attempts++, hintMillis);
    } else {
      failed(new Failure(Failure.Kind.UNAVAILABLE, "no coordinator: " + lastProblem, false));
    }
  }

  private Request request() {
    Evaluation<A> made = evaluation;
    byte[] content = NOTHING;
    if (made != null) {
      content = PartitionCodec.encode(Objects.requireNonNull(made.change()));
    }
    return new Request.Decide(tableId, key, write.slices(), expected, content);
  }

  @Override
  void tick(long nowNanos) {
    if (deadlineNanos() - nowNanos <= 0) {
      failed(
          new Failure(
              Failure.Kind.TIMEOUT,
              "no coordinator answered in time" + (lastProblem.isEmpty() ? "" : ": " + lastProblem),
              mayHaveTakenEffect()));
    } else if (isLate(nowNanos)) {
      lastProblem = "it did not answer for long";
      waitsForAnswer = false;
      attempts = Math.max(1, attempts);
      ask(nowNanos); // whichever answers first is heard
    } else if (!waitsForAnswer && againNanos - nowNanos <= 0) {
      ask(nowNanos);
    }
  }

  private boolean isLate(long nowNanos) {
    return waitsForAnswer && evaluation == null && lateNanos - nowNanos <= 0;
  }

  @Override
  long wakeNanos(long nowNanos) {
    long next = !waitsForAnswer ? againNanos : evaluation == null ? lateNanos : deadlineNanos();
    return next - deadlineNanos() > 0 ? deadlineNanos() : next;
  }

  @Override
  void reply(int replica, int kind, @Nullable Response answer, long nowNanos) {
    boolean mayHave = mayHaveTakenEffect();
    waitsForAnswer = false;
    if (answer instanceof Response.Decided decided) {
      decided(decided, nowNanos);
    } else if (answer instanceof Response.Refused refused) {
      refused(Refusal.of(refused), nowNanos);
    } else if (mayHave) {
      failed(
          new Failure(
              Failure.Kind.TIMEOUT,
              "the coordinator was lost, or does not know whether the write was decided",
              true));
    } else {
      lastProblem = answer == null ? "its connection ended" : "it answered " + answer;
      ask(nowNanos);
    }
  }

  private void decided(Response.Decided decided, long nowNanos) {
    Evaluation<A> made = evaluation;
    if (decided.applied() && made != null) {
      complete(made.answer());
      return;
    }
    try {
      made = write.evaluate(PartitionCodec.decode(decided.known()), lane().wallMillis());
    } catch (RuntimeException thrown) {
      threw(thrown);
      return;
    }
    if (made.change() == null) {
      complete(made.answer());
      return;
    }
    expected = decided.known();
    evaluation = made;
    place = 0;
    nextAttempt();
    ask(nowNanos);
  }

  private void threw(RuntimeException thrown) {
    if (thrown instanceof RingtailException known) {
      fail(known);
    } else if (finish()) {
      completion.threw(thrown);
    }
  }

  private void complete(A answer) {
    if (finish()) {
      completion.completed(answer);
    }
  }

  private void refused(Refusal refusal, long nowNanos) {
    lastProblem = refusal.reason() + " " + refusal.detail();
    hintMillis = refusal.retryAfterMillis();
    if (refusal.reason() == Reason.UNKNOWN_TABLE && refusal.epoch() > epochRoutedBy()) {
      rerouteAt(refusal.epoch());
    } else if (refusal.reason() == Reason.INVALID || refusal.reason() == Reason.UNKNOWN_TABLE) {
      failed(new Failure(Failure.Kind.INVALID, refusal.detail(), false));
    } else {
      attempts = Math.max(1, attempts);
      ask(nowNanos);
    }
  }

  @Override
  int node(int replica) {
    return coordinators[replica];
  }

  @Override
  void moveTo(int newTableId) {
    tableId = newTableId;
  }

  @Override
  boolean regroup() {
    return false;
  }

  @Override
  public void failed(Failure failure) {
    fail(ErrorMapping.ofConditional(failure));
  }

  @Override
  void fail(RingtailException error) {
    if (finish()) {
      completion.failed(error);
    }
  }

  /** What was only asked for changes nothing. */
  @Override
  boolean mayHaveTakenEffect() {
    return waitsForAnswer && evaluation != null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.lane.Aim;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.message.CoordinationStep;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answer to a coordinated request of how it ended. Confined to a shard's loop.
 *
 * @param <R> the result
 */
final class CoordinatedAnswer<R extends @Nullable Object> implements Completion<R> {
  private final NodeId self;
  private final Supplier<MapView> view;
  private final Aim aim;
  private final Function<R, Response> result;
  private final Consumer<Response> answer;

  /** What is told of one request, with the steps that its trace has. */
  CoordinatedAnswer(
      NodeId self,
      Supplier<MapView> view,
      Aim aim,
      Function<R, Response> result,
      Consumer<Response> answer) {
    this.self = self;
    this.view = view;
    this.aim = aim;
    this.result = result;
    this.answer = answer;
  }

  @Override
  public void completed(R done) {
    end(result.apply(done));
  }

  @Override
  public void failed(RingtailException error) {
    String detail = String.valueOf(error.getMessage());
    end(
        error.mayHaveTakenEffect()
            ? new Response.Unknown(Reason.NO_QUORUM, detail)
            : new Response.Refused(
                reason(error), detail, retryMillis(error), new Epoch(view.get().epoch())));
  }

  private void end(Response outcome) {
    Trace trace = aim.trace();
    List<Trace.Step> steps = trace == null ? List.of() : trace.steps();
    answer.accept(
        new Response.Coordinated(
            self, steps.stream().map(CoordinatedAnswer::told).toList(), outcome));
  }

  private static CoordinationStep told(Trace.Step step) {
    return new CoordinationStep(
        (long) step.micros(), step.kind().name(), step.node(), step.detail());
  }

  private static int retryMillis(RingtailException error) {
    return error instanceof RingtailException.Overloaded overloaded
        ? overloaded.retryAfterMillis()
        : 0;
  }

  private Reason reason(RingtailException error) {
    return switch (error) {
      case RingtailException.Overloaded overloaded -> Reason.OVERLOADED;
      case RingtailException.InvalidRequest invalid ->
          // Its client knows whether the one in its place may be asked.
          view.get().successor(aim.table()) == null ? Reason.UNKNOWN_TABLE : Reason.INVALID;
      case RingtailException.ReadTimeout late -> Reason.EXPIRED;
      case RingtailException.SessionClosed stopping -> Reason.STOPPING;
      case RingtailException.ReplicaFailure failure -> Reason.INTERNAL;
      case RingtailException.Unavailable few -> Reason.NO_QUORUM;
      case RingtailException.AlreadyExists there -> Reason.INTERNAL;
      case RingtailException.ConnectionFailed none -> Reason.NO_QUORUM;
      case RingtailException.WriteTimeout unsure -> Reason.NO_QUORUM;
      case RingtailException.InDoubt unsure -> Reason.NO_QUORUM;
    };
  }
}

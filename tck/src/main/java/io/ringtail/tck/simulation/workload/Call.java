// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RingtailException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls the driver for an actor, and sees to it that the call ends once and in time. */
final class Call {
  private Call() {}

  /**
   * Begins a call.
   *
   * @param ended gets the result and null, or null and the error
   */
  static <T extends @Nullable Object> void begin(
      Actor actor,
      RequestOptions options,
      String what,
      Supplier<CompletionStage<T>> call,
      Ended<T> ended) {
    long number =
        actor
            .open()
            .begin(actor.process(), actor.nanos().getAsLong(), options.timeout().toNanos(), what);
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (RingtailException refused) {
      end(actor, number, refused);
      ended.failed(refused);
      return;
    }
    stage.whenComplete((result, problem) -> {
      RingtailException error = problem == null ? null : error(problem);
      end(actor, number, error);
      if (error == null) {
        ended.done(result);
      } else {
        ended.failed(error);
      }
    });
  }

  private static void end(Actor actor, long number, @Nullable RingtailException error) {
    actor
        .open()
        .end(
            number,
            actor.nanos().getAsLong(),
            actor.pausedUntilNanos().getAsLong(),
            error == null ? null : error.toString());
  }

  private static RingtailException error(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof RingtailException error) {
      return error;
    }
    throw new IllegalStateException("the driver failed with what it does not declare", cause);
  }

  /** How a call ended. */
  interface Ended<T extends @Nullable Object> {
    void done(T result);

    void failed(RingtailException error);

    /** Tells both apart as they come. */
    static <T extends @Nullable Object> Ended<T> of(
        Consumer<T> done, Consumer<RingtailException> failed) {
      return new Ended<>() {
        @Override
        public void done(T result) {
          done.accept(result);
        }

        @Override
        public void failed(RingtailException error) {
          failed.accept(error);
        }
      };
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.Failure;

/** Turns failures of the state machines into what applications see. */
final class ErrorMapping {
  private ErrorMapping() {}

  static RingtailException ofWrite(Failure failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE -> new RingtailException.Unavailable(failure.message());
      case TIMEOUT ->
          failure.mayHaveTakenEffect()
              ? new RingtailException.WriteTimeout(failure.message())
              : new RingtailException.Unavailable(failure.message());
      case OVERLOADED ->
          new RingtailException.Overloaded(
              failure.message(), failure.retryAfterMillis(), failure.mayHaveTakenEffect());
      case INVALID -> new RingtailException.InvalidRequest(failure.message());
      case REPLICA ->
          new RingtailException.ReplicaFailure(failure.message(), failure.mayHaveTakenEffect());
    };
  }

  static RingtailException ofConditional(Failure failure) {
    return failure.mayHaveTakenEffect()
        ? new RingtailException.InDoubt(failure.message(), null)
        : ofWrite(failure);
  }

  static RingtailException ofRead(Failure failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE -> new RingtailException.Unavailable(failure.message());
      case TIMEOUT -> new RingtailException.ReadTimeout(failure.message());
      case OVERLOADED ->
          new RingtailException.Overloaded(failure.message(), failure.retryAfterMillis());
      case INVALID -> new RingtailException.InvalidRequest(failure.message());
      case REPLICA -> new RingtailException.ReplicaFailure(failure.message(), false);
    };
  }
}

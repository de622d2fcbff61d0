// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequential specification of one key: what operations do when they come one after the other.
 *
 * @param <S> the state; immutable, compared by equals
 */
public interface Model<S> {

  /** What the model knows of. */
  Set<Function> functions();

  S initial();

  /** The state after an operation; null if it could not have returned what it did here. */
  @Nullable S apply(S state, Operation operation);

  /** Whether no answer of the others could differ if this operation had not been there. */
  boolean isUnobserved(Operation operation, List<Operation> others);

  /** It changes no state, whatever the state. */
  default boolean isReadOnly(Operation operation) {
    return operation.function().isRead() || (operation.isOk() && !operation.applied());
  }
}

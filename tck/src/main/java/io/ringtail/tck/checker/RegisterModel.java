// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A register that can be read, written, deleted, and written on a condition. */
public final class RegisterModel implements Model<Long> {
  private static final Set<Function> FUNCTIONS =
      EnumSet.of(Function.READ, Function.WRITE, Function.DELETE, Function.COMPARE_AND_SET);

  @Override
  public Set<Function> functions() {
    return FUNCTIONS;
  }

  @Override
  public Long initial() {
    return Operation.NONE;
  }

  @Override
  public @Nullable Long apply(Long state, Operation operation) {
    return switch (operation.function()) {
      case READ -> operation.value() == state ? state : null;
      case WRITE, DELETE -> (Long) operation.value();
      case COMPARE_AND_SET -> {
        if (operation.applied() != (operation.expected() == state)) {
          yield null;
        }
        yield operation.applied() ? (Long) operation.value() : state;
      }
      case INCREMENT, APPEND, READ_LIST, ADD, REMOVE, READ_SET, WRITE_ROW, READ_ROW, TRANSACTION ->
          throw new IllegalArgumentException("not of a register: " + operation);
    };
  }

  /** A failed condition says what the value was not, so it observes every write. */
  @Override
  public boolean isUnobserved(Operation operation, List<Operation> others) {
    if (isReadOnly(operation)) {
      return true;
    }
    long value = operation.value();
    for (Operation other : others) {
      boolean observed =
          switch (other.function()) {
            case READ -> other.isOk() && other.value() == value;
            case COMPARE_AND_SET -> other.expected() == value || !other.applied();
            default -> false;
          };
      if (observed && other != operation) {
        return false;
      }
    }
    return true;
  }
}

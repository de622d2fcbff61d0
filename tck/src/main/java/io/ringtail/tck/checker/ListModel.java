// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list that grows at its end and is read whole. */
public final class ListModel implements Model<ListModel.Elements> {
  private static final Set<Function> FUNCTIONS = EnumSet.of(Function.APPEND, Function.READ_LIST);

  /** A list as its last element and the list before it: appending shares all of it. */
  public static final class Elements {
    private static final Elements EMPTY = new Elements(null, 0, 0, 1);

    private final @Nullable Elements before;
    private final long last;
    private final int size;
    private final int hash;

    private Elements(@Nullable Elements before, long last, int size, int hash) {
      this.before = before;
      this.last = last;
      this.size = size;
      this.hash = hash;
    }

    Elements append(long element) {
      return new Elements(this, element, size + 1, 31 * hash + Long.hashCode(element));
    }

    boolean isSame(long[] elements) {
      if (elements.length != size) {
        return false;
      }
      Elements rest = this;
      for (int at = size - 1; at >= 0 && rest != null; at--, rest = rest.before) {
        if (rest.last != elements[at]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      if (!(object instanceof Elements other) || other.size != size || other.hash != hash) {
        return false;
      }
      Elements left = this;
      Elements right = other;
      while (left != null && right != null && left != right) {
        if (left.last != right.last) {
          return false;
        }
        left = left.before;
        right = right.before;
      }
      return true;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  @Override
  public Set<Function> functions() {
    return FUNCTIONS;
  }

  @Override
  public Elements initial() {
    return Elements.EMPTY;
  }

  @Override
  public @Nullable Elements apply(Elements state, Operation operation) {
    return operation.function() == Function.APPEND
        ? state.append(operation.value())
        : state.isSame(operation.elements()) ? state : null;
  }

  @Override
  public boolean isUnobserved(Operation operation, List<Operation> others) {
    if (isReadOnly(operation)) {
      return true;
    }
    for (Operation other : others) {
      for (long element : other.elements()) {
        if (element == operation.value()) {
          return false;
        }
      }
    }
    return true;
  }
}

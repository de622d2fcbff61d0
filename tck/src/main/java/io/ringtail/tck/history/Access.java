// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One step of a transaction: an element appended to a list, or a list read.
 *
 * @param element what was appended; {@link Operation#NONE} for a read
 * @param list what was read; null for an append, and for a read of which nothing is known
 */
public record Access(long key, long element, long @Nullable [] list) {

  public static Access append(long key, long element) {
    return new Access(key, element, null);
  }

  /** A read that is still to be answered. */
  public static Access read(long key) {
    return new Access(key, Operation.NONE, null);
  }

  public boolean isAppend() {
    return element != Operation.NONE;
  }

  /** This read with its answer. */
  public Access answered(long... elements) {
    return new Access(key, element, elements);
  }

  @Override
  public String toString() {
    return isAppend()
        ? "append " + element + " to " + key
        : "read " + key + (list == null ? "" : " = " + Arrays.toString(list));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One column's value in one row, or the record of its deletion.
 *
 * @param columnId id of the column in its table, never used again
 * @param value encoded by the column's type; null in a tombstone; not to be changed
 * @param expiryMillis {@link Expiry}; always {@link Expiry#NEVER} in a tombstone
 */
public record Cell(int columnId, Version version, byte @Nullable [] value, long expiryMillis) {
  public static Cell tombstone(int columnId, Version version) {
    return new Cell(columnId, version, null, Expiry.NEVER);
  }

  public boolean isTombstone() {
    return value == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cell cell
        && columnId == cell.columnId
        && expiryMillis == cell.expiryMillis
        && version.equals(cell.version)
        && Arrays.equals(value, cell.value);
  }

  @Override
  public int hashCode() {
    return 31 * version.hashCode() + Arrays.hashCode(value) + columnId;
  }

  @Override
  public String toString() {
    return "Cell[column "
        + columnId
        + ", "
        + version
        + (value == null ? ", tombstone]" : ", " + value.length + " bytes]");
  }
}

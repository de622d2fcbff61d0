// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a partition are wanted, and how.
 *
 * @param from the rows start here; null at the partition's first
 * @param to the rows end here; null at the partition's last
 * @param limit most rows
 * @param reverse whether they come in the opposite of the clustering order
 */
public record Slice(@Nullable Bound from, @Nullable Bound to, int limit, boolean reverse) {
  /** All rows in clustering order. */
  public static final Slice ALL = new Slice(null, null, Integer.MAX_VALUE, false);

  /**
   * A side of a slice, in clustering order (for a descending column the greater value comes first).
   *
   * @param clustering values of the leading clustering columns
   * @param inclusive whether rows that begin with these values belong to the slice
   */
  public record Bound(List<Object> clustering, boolean inclusive) {
    public Bound {
      clustering = List.copyOf(clustering);
    }
  }

  /** The rows whose clustering key begins with these values. */
  public static Slice prefix(Object... clustering) {
    Bound bound = new Bound(List.of(clustering), true);
    return new Slice(bound, bound, Integer.MAX_VALUE, false);
  }

  public Slice withLimit(int newLimit) {
    return new Slice(from, to, newLimit, reverse);
  }

  public Slice reversed() {
    return new Slice(from, to, limit, !reverse);
  }
}

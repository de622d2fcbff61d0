// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.protocol.row.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What conditional writes look at. Pure. */
public final class Slices {
  private Slices() {}

  /** The same as all of these together, ascending and disjoint. */
  public static List<ByteRange> union(List<ByteRange> slices) {
    List<ByteRange> sorted = new ArrayList<>(slices);
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.start(), b.start()));
    List<ByteRange> union = new ArrayList<>();
    for (ByteRange each : sorted) {
      int last = union.size() - 1;
      if (last < 0 || isApart(union.get(last), each)) {
        union.add(each);
      } else {
        ByteRange before = union.get(last);
        union.set(last, new ByteRange(before.start(), laterEnd(before.end(), each.end())));
      }
    }
    return union;
  }

  private static boolean isApart(ByteRange before, ByteRange after) {
    return before.end() != null && Arrays.compareUnsigned(after.start(), before.end()) > 0;
  }

  private static byte @Nullable [] laterEnd(byte @Nullable [] a, byte @Nullable [] b) {
    return a == null || b == null ? null : Arrays.compareUnsigned(a, b) >= 0 ? a : b;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.row.Mutation;

/**
 * A hint as it was read.
 *
 * @param offset where its record begins in its segment
 * @param createdMillis when it was kept, by the wall clock
 */
record Hint(int offset, long createdMillis, Mutation mutation) {
  int recordBytes() {
    return HintFormat.recordBytes(mutation);
  }

  boolean isExpired(long nowMillis, long ageMillisMax) {
    return nowMillis - createdMillis >= ageMillisMax;
  }
}

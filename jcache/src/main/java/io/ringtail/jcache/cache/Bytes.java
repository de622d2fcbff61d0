// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import java.util.Arrays;

/** An array compared by content, for look-up in maps. */
record Bytes(byte[] array) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }
}

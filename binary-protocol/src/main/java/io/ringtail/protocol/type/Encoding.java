// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/**
 * How one type's values look in cells and in keys. Keys are written in ascending order; descending
 * columns have their bits flipped by the caller.
 */
interface Encoding {
  byte[] encodeValue(Object value);

  /** Refuses bytes that {@link #encodeValue} would not write, with IllegalArgumentException. */
  Object decodeValue(byte[] bytes);

  void encodeKey(Object value, KeyWriter out);

  /** Refuses bytes that {@link #encodeKey} would not write, with IllegalArgumentException. */
  Object decodeKey(KeyReader in);
}

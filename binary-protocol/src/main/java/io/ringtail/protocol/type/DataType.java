// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/** The type of a column: how its values look in Java, in cells and in keys. */
public sealed interface DataType permits ScalarType {
  /** What names the type on wire and disk; never used again for another. */
  int code();

  /** The type's name in SQL, in upper case. */
  String sqlName();

  /** The Java class of its values. */
  Class<?> javaClass();

  /**
   * Encodes a value as cells hold it. Equal values (in the sense of {@link Object#equals}, or of
   * their bytes) have equal bytes. A byte array is returned as it is, not copied.
   *
   * @throws IllegalArgumentException when the value is not of {@link #javaClass()}, or cannot be
   *     written down: text with half of a surrogate pair, an instant out of range
   */
  byte[] encodeValue(Object value);

  /**
   * Reads a value that {@link #encodeValue} wrote.
   *
   * @throws IllegalArgumentException when the bytes are no value of this type
   */
  Object decodeValue(byte[] bytes);

  /**
   * Appends a value so that unsigned byte order is the type's order, also when further key columns
   * follow.
   */
  void encodeKey(Object value, KeyWriter out, boolean descending);

  /** Reads what {@link #encodeKey} wrote. */
  Object decodeKey(KeyReader in, boolean descending);
}

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
   * Encodes a value as cells hold it. Equal values have equal bytes.
   *
   * @throws IllegalArgumentException when the value is not of {@link #javaClass()}
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

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.util.UUID;

/** UUIDs: their sixteen bytes in cells and keys, ordered unsigned. */
enum UuidEncoding implements Encoding {
  INSTANCE;

  private static final int BYTES = 16;

  @Override
  public byte[] encodeValue(Object value) {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = byteAt((UUID) value, i);
    }
    return bytes;
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a UUID has 16 bytes, but got " + bytes.length);
    }
    return decodeKey(new KeyReader(bytes));
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    for (int i = 0; i < BYTES; i++) {
      out.write(byteAt((UUID) value, i));
    }
  }

  @Override
  public Object decodeKey(KeyReader in) {
    return new UUID(number(in), number(in));
  }

  private static byte byteAt(UUID uuid, int index) {
    long half = index < 8 ? uuid.getMostSignificantBits() : uuid.getLeastSignificantBits();
    return (byte) (half >> (56 - 8 * (index & 7)));
  }

  private static long number(KeyReader in) {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = (bits << 8) | in.read();
    }
    return bits;
  }
}

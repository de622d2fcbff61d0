// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/** Booleans: one byte, 0 or 1, in cells and keys. */
enum BooleanEncoding implements Encoding {
  INSTANCE;

  @Override
  public byte[] encodeValue(Object value) {
    return new byte[] {(byte) ((Boolean) value ? 1 : 0)};
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    if (bytes.length != 1) {
      throw new IllegalArgumentException("a boolean has 1 byte, but got " + bytes.length);
    }
    return of(bytes[0]);
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    out.write((Boolean) value ? 1 : 0);
  }

  @Override
  public Object decodeKey(KeyReader in) {
    return of(in.read());
  }

  private static Object of(int bits) {
    if (bits != 0 && bits != 1) {
      throw new IllegalArgumentException("a boolean is 0 or 1, but got " + bits);
    }
    return bits == 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/**
 * Byte strings. In keys a zero byte is written as 00 FF and the end as 00 00, so that a string
 * sorts before the longer ones that begin with it, whatever column follows. Arrays are passed on,
 * not copied: nobody may change them.
 */
enum BinaryEncoding implements Encoding {
  INSTANCE;

  private static final int ZERO = 0x00;
  private static final int ZERO_INSIDE = 0xFF;
  private static final int ZERO_AT_END = 0x00;

  @Override
  public byte[] encodeValue(Object value) {
    return (byte[]) value;
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    return bytes;
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    write((byte[]) value, out);
  }

  @Override
  public Object decodeKey(KeyReader in) {
    return read(in);
  }

  static void write(byte[] bytes, KeyWriter out) {
    for (byte each : bytes) {
      out.write(each);
      if (each == ZERO) {
        out.write(ZERO_INSIDE);
      }
    }
    out.write(ZERO);
    out.write(ZERO_AT_END);
  }

  static byte[] read(KeyReader in) {
    KeyWriter bytes = new KeyWriter();
    while (true) {
      int next = in.read();
      if (next == ZERO) {
        int meaning = in.read();
        if (meaning == ZERO_AT_END) {
          return bytes.toBytes();
        }
        if (meaning != ZERO_INSIDE) {
          throw new IllegalArgumentException(
              "a zero byte in a key is followed by " + meaning + ", neither 0 nor 255");
        }
      }
      bytes.write(next);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Values that are numbers of a fixed count of bytes, big endian. Keys have their sign bit flipped,
 * so that negative numbers come first.
 *
 * @param bytes 1 to 8
 * @param toBits the value's bits as cells hold them, in the low bytes
 * @param ofBits turns (sign-extended) bits into the value; refuses those that are none
 * @param order turns a value's bits into a number whose signed order is the type's order, and back
 */
record FixedEncoding(
    int bytes, ToLongFunction<Object> toBits, LongFunction<Object> ofBits, Order order)
    implements Encoding {

  /** A change of bits that turns the type's order into that of signed numbers; its own inverse. */
  @FunctionalInterface
  interface Order {
    Order SIGNED = bits -> bits;

    long apply(long bits);
  }

  @Override
  public byte[] encodeValue(Object value) {
    long bits = toBits.applyAsLong(value);
    byte[] encoded = new byte[bytes];
    for (int i = bytes - 1; i >= 0; i--) {
      encoded[i] = (byte) bits;
      bits >>= 8;
    }
    return encoded;
  }

  @Override
  public Object decodeValue(byte[] encoded) {
    if (encoded.length != bytes) {
      throw new IllegalArgumentException(
          "a value of " + bytes + " bytes was expected, but it has " + encoded.length);
    }
    long bits = encoded[0];
    for (int i = 1; i < bytes; i++) {
      bits = (bits << 8) | (encoded[i] & 0xFF);
    }
    return ofBits.apply(bits);
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    long ordered = order.apply(toBits.applyAsLong(value)) ^ signBit();
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (ordered >> shift));
    }
  }

  @Override
  public Object decodeKey(KeyReader in) {
    long ordered = (byte) (in.read() ^ 0x80);
    for (int i = 1; i < bytes; i++) {
      ordered = (ordered << 8) | in.read();
    }
    return ofBits.apply(order.apply(ordered));
  }

  private long signBit() {
    return 1L << (8 * bytes - 1);
  }
}

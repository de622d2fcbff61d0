// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.codec;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * How objects of one class become bytes. Equal objects give equal bytes, so that the bytes can
 * serve as a key. Immutable.
 *
 * @param tag the first byte of every encoding, never used for another type again
 * @param encode gives the bytes that follow the tag
 * @param decode reads a buffer that starts behind the tag and must be used up
 */
record TypeCodec<T>(
    byte tag, Class<T> type, Function<T, byte[]> encode, Function<ByteBuffer, T> decode) {

  byte[] encodeObject(Object object) {
    byte[] body = encode.apply(type.cast(object));
    byte[] bytes = new byte[1 + body.length];
    bytes[0] = tag;
    System.arraycopy(body, 0, bytes, 1, body.length);
    return bytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/** Character strings as {@link Utf8}, whose byte order is that of code points. */
enum TextEncoding implements Encoding {
  INSTANCE;

  @Override
  public byte[] encodeValue(Object value) {
    return Utf8.encode((String) value);
  }

  @Override
  public Object decodeValue(byte[] bytes) {
    return Utf8.decode(bytes);
  }

  @Override
  public void encodeKey(Object value, KeyWriter out) {
    BinaryEncoding.write(Utf8.encode((String) value), out);
  }

  @Override
  public Object decodeKey(KeyReader in) {
    return Utf8.decode(BinaryEncoding.read(in));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.util.Arrays;

/** Collects the bytes of one encoded key. Confined to its user. */
public final class KeyWriter {
  private byte[] bytes = new byte[32];
  private int length;

  /** An empty key. */
  public KeyWriter() {}

  public void write(int unsignedByte) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = (byte) unsignedByte;
  }

  public int length() {
    return length;
  }

  /** Flips all bits from an index on, which turns the order round. */
  public void flipFrom(int index) {
    for (int i = index; i < length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

/** Reads an encoded key from front to back. Confined to its user. */
public final class KeyReader {
  private final byte[] bytes;
  private int position;
  private int mask;

  public KeyReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The next byte, 0 to 255.
   *
   * @throws IllegalArgumentException behind the end
   */
  public int read() {
    if (position == bytes.length) {
      throw new IllegalArgumentException(
          "the key ends after " + bytes.length + " bytes, in the middle of a column");
    }
    return (bytes[position++] ^ mask) & 0xFF;
  }

  /** Whether all bits are flipped in what is read from here on, as in descending columns. */
  void flip(boolean descending) {
    mask = descending ? 0xFF : 0;
  }

  /** Whether the whole key was read. */
  public boolean atEnd() {
    return position == bytes.length;
  }
}

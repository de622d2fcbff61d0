// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.type;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8, strictly: what is no Unicode text (half of a surrogate pair, malformed bytes) is refused,
 * never replaced.
 */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The UTF-8 form of a text.
   *
   * @throws IllegalArgumentException when the text has half of a surrogate pair
   */
  public static byte[] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        refuseHalfPairs(text, i);
        break;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text of which bytes are the UTF-8 form.
   *
   * @throws IllegalArgumentException when they are that of none
   */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0
        && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException(bytes.length + " bytes of a text are not UTF-8");
    }
    return text;
  }

  private static void refuseHalfPairs(String text, int from) {
    int index = from;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "the text has half of a surrogate pair at index "
                + index
                + ", which is no Unicode character");
      }
      index += Character.charCount(codePoint);
    }
  }
}

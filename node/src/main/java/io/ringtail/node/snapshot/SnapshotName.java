// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

import java.util.regex.Pattern;

/** What a snapshot may be called: the name of its folder. */
public final class SnapshotName {
  /** File systems take names of 255 bytes. */
  private static final int LENGTH_MAX = 200;

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (LENGTH_MAX - 1) + "}");

  private SnapshotName() {}

  /**
   * The name, if it is one.
   *
   * @throws IllegalArgumentException with what a name may be
   */
  public static String check(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name for a snapshot: it has letters, digits, '.', '_' and '-', up to "
              + LENGTH_MAX
              + ", and begins with a letter or digit");
    }
    return name;
  }

  /** A name that begins with some text and ends with another, cut where it is too long. */
  public static String of(String text) {
    return check(text.substring(0, Math.min(text.length(), LENGTH_MAX)));
  }
}

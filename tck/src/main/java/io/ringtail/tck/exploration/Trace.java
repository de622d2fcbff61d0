// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.ArrayList;
import java.util.List;

/** The steps of a schedule in words, where somebody wants to read them. */
public final class Trace {
  private final boolean on;
  private final List<String> lines = new ArrayList<>();

  Trace(boolean on) {
    this.on = on;
  }

  /** A trace that nobody reads. */
  public static Trace silent() {
    return new Trace(false);
  }

  /** Whether words are wanted; where they are not, none need be made. */
  public boolean isOn() {
    return on;
  }

  public void add(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return lines;
  }
}

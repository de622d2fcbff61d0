// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

/** What was thrown, in a line. */
final class Traces {
  private static final int FRAMES_MAX = 6;

  private Traces() {}

  static String of(Throwable thrown) {
    StringBuilder text = new StringBuilder(thrown.toString());
    StackTraceElement[] frames = thrown.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES_MAX, frames.length); i++) {
      text.append(i == 0 ? " at " : " < ")
          .append(frames[i].getFileName())
          .append(':')
          .append(frames[i].getLineNumber());
    }
    if (thrown.getCause() != null) {
      text.append("; caused by ").append(of(thrown.getCause()));
    }
    return text.toString();
  }
}

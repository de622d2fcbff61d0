// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

/** An engine answered something else than what was put into it: no figure of it counts. */
public final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WrongAnswerException(String message) {
    super(message);
  }
}

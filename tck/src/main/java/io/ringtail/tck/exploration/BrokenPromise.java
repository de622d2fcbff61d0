// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

/** Something happened in a schedule that never may. */
public final class BrokenPromise extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BrokenPromise(String message) {
    // Without a stack trace: shrinking throws thousands.
    super(message, null, false, false);
  }
}

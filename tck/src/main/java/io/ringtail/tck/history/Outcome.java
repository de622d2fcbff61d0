// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

/** What a client knows of its operation. */
public enum Outcome {
  /** It took effect, between its invocation and its completion. */
  OK,
  /** It had no effect, and never will. */
  FAILED,
  /** It never ended, or ended in doubt: it may take effect at any time after its invocation. */
  UNKNOWN
}

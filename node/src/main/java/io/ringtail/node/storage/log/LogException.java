// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

/** The log cannot be replayed: what is expected and found where, in one line. */
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogException(String message) {
    super(message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

/**
 * Bytes that are no frame, message or partition of this protocol: the connection, or file, they
 * came from cannot be trusted any further.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what was expected where, and what was found. */
  public MalformedException(String message) {
    super(message);
  }

  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }
}

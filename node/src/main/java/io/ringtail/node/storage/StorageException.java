// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/** Storage cannot be opened; the message names the file and the place, in one line. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}

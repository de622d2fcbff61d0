// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;

/** There is no room on the disk for what should be written. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1;

  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }

  public DiskFullException(String message) {
    super(message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import org.jspecify.annotations.Nullable;

/** A data folder that a node cannot start with; the message is one line that says what to do. */
public final class MetadataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MetadataException(String message) {
    super(message);
  }

  public MetadataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

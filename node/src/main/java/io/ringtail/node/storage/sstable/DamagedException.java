// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.IOException;

/** Bytes of a table are not those that were written, or cannot be read: file, offset and what. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String path;
  private final long offset;

  public DamagedException(String path, long offset, String message) {
    super(path + ": offset " + offset + ": " + message);
    this.path = path;
    this.offset = offset;
  }

  public DamagedException(String path, long offset, IOException cause) {
    super(path + ": offset " + offset + ": cannot be read: " + cause.getMessage(), cause);
    this.path = path;
    this.offset = offset;
  }

  public String path() {
    return path;
  }

  /** Where the block begins that is damaged. */
  public long offset() {
    return offset;
  }

  /** Whether the disk could not read the bytes, which it may be able to at another time. */
  public boolean isUnreadable() {
    return getCause() != null;
  }
}

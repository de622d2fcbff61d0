// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

/** What is asked of a disk, by what it costs. */
enum DiskOperation {
  OPEN(1),
  READ(2),
  WRITE(3),
  ZERO(4),
  TRUNCATE(5),
  FORCE(6),
  RENAME(7),
  DELETE(8),
  CREATE_FOLDERS(9),
  SYNC_FOLDER(10),
  LINK(11);

  /** Tells it from the others in the simulation's hash. */
  private final long code;

  DiskOperation(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }

  boolean isRead() {
    return this == READ;
  }

  /** Whether it is over only when something is on the platter. */
  boolean isForce() {
    return this == FORCE || this == CREATE_FOLDERS || this == SYNC_FOLDER;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

/**
 * What can go wrong with a disk. Each is counted when it took effect, not when it was asked for.
 */
public enum DiskFault {
  /** A power cut took bytes of a file that were not forced; once for each file. */
  CRASH_LOST_BLOCKS,
  /** A power cut, or a death in the middle of it, took a part of a file's last write. */
  CRASH_TORN_WRITE,
  /** After a power cut a name stood for another file than before it, or for none. */
  CRASH_FORGOT_NAME,
  READ_ERROR,
  /** A write failed and left nothing. */
  WRITE_ERROR,
  /** A write failed and left its beginning. */
  SHORT_WRITE,
  FULL,
  FORCE_FAILED,
  BIT_FLIP,
  LOST_WRITE,
  MISDIRECTED_WRITE,
  /** The disk was slow; once for each time that it became so. */
  SLOW
}

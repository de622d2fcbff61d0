// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

/** How time passes for those who use a disk. */
public interface DiskTime {
  /** The moment that it is, in nanoseconds. */
  long nanos();

  /** Whoever uses the disk now is busy for a while; returns until when. */
  long busy(long nanos);
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

/**
 * The version of a cell or a deletion: the greater one wins. Source: "carstamps" in Burke, Cheng,
 * Lloyd, "Gryff: Unifying Consensus and Shared Registers", NSDI 2020, section 4.
 *
 * @param timestamp hybrid timestamp of the plain write that this stems from
 * @param writer random id of the lane that made it, compared unsigned
 * @param count conditional writes stacked on that plain write; 0 for the plain write itself
 */
public record Version(long timestamp, long writer, int count) implements Comparable<Version> {
  @Override
  public int compareTo(Version other) {
    int byTime = Long.compare(timestamp, other.timestamp);
    if (byTime != 0) {
      return byTime;
    }
    int byWriter = Long.compareUnsigned(writer, other.writer);
    return byWriter != 0 ? byWriter : Integer.compare(count, other.count);
  }

  /** Whether this deletion hides something of the other version. */
  public boolean shadows(Version other) {
    return compareTo(other) >= 0;
  }
}

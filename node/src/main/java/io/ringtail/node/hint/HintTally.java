// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

/** Counts hints, and the bytes of those that are there. Confined to the loop. */
final class HintTally {
  private long bytes;
  private long kept;
  private long delivered;
  private long expired;
  private long refused;

  /** Bytes of all records that are there, delivered or not. */
  long bytes() {
    return bytes;
  }

  void addBytes(long count) {
    bytes += count;
  }

  void kept(long count) {
    kept += count;
  }

  /** What was kept is not, after all. */
  void dropped(long count) {
    kept -= count;
    refused += count;
  }

  void refused(long count) {
    refused += count;
  }

  void delivered(long count) {
    delivered += count;
  }

  void expired(long count) {
    expired += count;
  }

  HintCounts counts() {
    return new HintCounts(kept, delivered, expired, refused);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The partitions to which others were lately seen to make conditional writes: there a lane asks for
 * its turn at once. Confined to the lane's thread.
 */
final class Contention {
  /** So long after others were seen last they may be gone. */
  private static final long MEMORY_NANOS = 1_000_000_000;

  /** More partitions are not remembered; a forgotten one costs a round that is outdone. */
  private static final int PARTITIONS_MAX = 1_024;

  private final Map<PartitionQueue.Name, Long> untilNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PartitionQueue.Name, Long> eldest) {
          return size() > PARTITIONS_MAX;
        }
      };

  /** Others were seen. */
  void note(int tableId, byte[] key, long nowNanos) {
    PartitionQueue.Name name = new PartitionQueue.Name(tableId, key);
    untilNanos.remove(name);
    untilNanos.put(name, nowNanos + MEMORY_NANOS);
  }

  /** Whether others were seen lately. */
  boolean isKnown(int tableId, byte[] key, long nowNanos) {
    if (untilNanos.isEmpty()) {
      return false;
    }
    PartitionQueue.Name name = new PartitionQueue.Name(tableId, key);
    Long until = untilNanos.get(name);
    if (until == null) {
      return false;
    }
    if (until - nowNanos <= 0) {
      untilNanos.remove(name);
      return false;
    }
    return true;
  }
}

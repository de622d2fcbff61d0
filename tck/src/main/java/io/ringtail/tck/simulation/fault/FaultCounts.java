// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.fault;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault took effect. Confined to the simulation's thread. */
public final class FaultCounts {
  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);

  public void add(FaultKind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  public void addAll(FaultCounts other) {
    other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
  }

  public long of(FaultKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  public long total() {
    long total = 0;
    for (long count : counts.values()) {
      total += count;
    }
    return total;
  }

  /** Those that happened at all. */
  public Map<FaultKind, Long> toMap() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }
}

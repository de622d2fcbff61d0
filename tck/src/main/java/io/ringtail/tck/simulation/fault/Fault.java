// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.fault;

/**
 * One thing that is to go wrong.
 *
 * @param id its number in the plan
 * @param atNanos when, from the beginning of the plan
 * @param lastsNanos until it is mended, where it is one that lasts
 * @param target which node or driver, from 0
 * @param seed of whatever else is left to chance
 */
public record Fault(int id, long atNanos, FaultKind kind, long lastsNanos, int target, long seed) {
  @Override
  public String toString() {
    return "#%d at %.3f s: %s of %d for %.3f s"
        .formatted(id, atNanos / 1e9, kind, target, lastsNanos / 1e9);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

/**
 * The load on the floor, to be equal to that on the cluster beside it.
 *
 * @param writeShare the share of writes, from 0 to 1
 */
public record FloorLoad(
    int inFlight,
    double writeShare,
    int valueBytes,
    long records,
    int warmupSeconds,
    int seconds) {}

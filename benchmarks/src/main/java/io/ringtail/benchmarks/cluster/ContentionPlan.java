// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cluster;

/**
 * What a contention benchmark is to do.
 *
 * @param clients each with one operation under way
 * @param sessions that the clients are spread over, each as an application of its own
 * @param keys that they write to, drawn anew for each operation
 */
public record ContentionPlan(
    int nodes,
    String sync,
    Operation operation,
    int clients,
    int sessions,
    int keys,
    int warmupSeconds,
    int seconds) {
  /** What clients do. */
  public enum Operation {
    /** Adds one. */
    ADD,
    /** Lets a function of the client's add one. */
    FUNCTION,
    /** Reads, and sets what is one more if nobody has meanwhile; a look at what others offer. */
    CAS
  }
}

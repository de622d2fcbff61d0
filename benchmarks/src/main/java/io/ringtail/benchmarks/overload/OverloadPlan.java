// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.overload;

import java.util.List;

/**
 * What is measured under overload.
 *
 * @param sessions that take turns, each an application of its own with one lane
 * @param inFlight operations under way in the closed loop that finds the capacity
 * @param capacitySeconds how long that is measured
 * @param seconds how long each stage takes
 * @param factor the overload's load, in capacities
 * @param restShare the load before and after it, in capacities
 * @param deadlineMillis by which an answer is good
 * @param nodeFlags of the nodes' JVMs
 * @param nodeCpus the nodes are kept to these CPUs; empty: they may use all
 * @param clientCpus the load is kept to these; empty: it may use all
 */
public record OverloadPlan(
    int nodes,
    String sync,
    int records,
    double writeShare,
    int sessions,
    int inFlight,
    int warmupSeconds,
    int capacitySeconds,
    int seconds,
    double factor,
    double restShare,
    int deadlineMillis,
    List<String> nodeFlags,
    String nodeCpus,
    String clientCpus) {
  public OverloadPlan {
    nodeFlags = List.copyOf(nodeFlags);
  }
}

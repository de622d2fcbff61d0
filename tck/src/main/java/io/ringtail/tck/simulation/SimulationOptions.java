// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.fault.Scenario;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is simulated.
 *
 * @param seconds simulated time in which things go wrong
 * @param nodes from 3 to 9
 * @param only ids of the plan's faults that happen; null for all
 */
public record SimulationOptions(
    long seed, Scenario scenario, int seconds, int nodes, @Nullable Set<Integer> only) {
  public SimulationOptions {
    if (nodes < 3 || nodes > 9) {
      throw new IllegalArgumentException(nodes + " nodes; from 3 to 9 can be simulated");
    }
    only = only == null ? null : Collections.unmodifiableSet(new TreeSet<>(only));
  }

  public static SimulationOptions of(long seed, Scenario scenario, int seconds, int nodes) {
    return new SimulationOptions(seed, scenario, seconds, nodes, null);
  }

  /** The same with some of its faults only. */
  public SimulationOptions only(Set<Integer> ids) {
    return new SimulationOptions(seed, scenario, seconds, nodes, ids);
  }

  /** The command that repeats it. */
  public String command() {
    String command =
        "bin/ringtail simulate --seed %d --scenario %s --time %ds --nodes %d"
            .formatted(seed, scenario, seconds, nodes);
    return only == null
        ? command
        : command + " --only " + String.join(",", only.stream().map(String::valueOf).toList());
  }
}

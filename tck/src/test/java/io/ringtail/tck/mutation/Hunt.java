// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import io.ringtail.tck.exploration.Exploration;
import io.ringtail.tck.exploration.Finding;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Strategy;
import io.ringtail.tck.exploration.consensus.ConsensusModel;
import io.ringtail.tck.exploration.consensus.Layout;
import io.ringtail.tck.exploration.coordination.QuorumModel;
import io.ringtail.tck.exploration.metadata.MetadataModel;
import io.ringtail.tck.simulation.Simulation;
import io.ringtail.tck.simulation.SimulationOptions;
import io.ringtail.tck.simulation.SimulationReport;
import io.ringtail.tck.simulation.fault.Scenario;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a broken promise with one seed after the other. Lives on the mutant's side of the
 * loaders, so that it speaks to the other side in types of the JDK only. Confined to one thread.
 */
final class Hunt implements LongFunction<@Nullable String> {
  /** Schedules that an exploration runs from one seed: about as much work as a simulation. */
  static final int SCHEDULES = 1_000;

  /** Far apart, so that seeds share no schedules. */
  private static final long SEED_STEP = 1_000_003;

  private static final String CONDITIONAL = "conditional";

  private final LongFunction<@Nullable String> hunt;

  /**
   * A hunt.
   *
   * @param hunter what looks for broken promises, as the patch says it
   * @param place the scenario of a simulation, or the model of an exploration
   * @param seconds simulated seconds of a run
   */
  Hunt(String hunter, String place, int nodes, int seconds) {
    hunt =
        switch (hunter) {
          case Patch.SIMULATION -> simulation(place, nodes, seconds);
          case Patch.EXPLORATION -> exploration(place, model(place, nodes));
          default -> throw new IllegalArgumentException("there is no hunter " + hunter);
        };
  }

  /** The first promise that is broken with a seed; null when all are kept. */
  @Override
  public @Nullable String apply(long seed) {
    return hunt.apply(seed);
  }

  private static LongFunction<@Nullable String> simulation(
      String scenario, int nodes, int seconds) {
    Scenario faults = Scenario.valueOf(scenario.toUpperCase(Locale.ROOT));
    return seed -> {
      SimulationReport report = Simulation.run(SimulationOptions.of(seed, faults, seconds, nodes));
      return report.isGood() ? null : report.broken().getFirst();
    };
  }

  private static LongFunction<@Nullable String> exploration(String place, Model model) {
    return seed -> {
      // Of conditional writes, what takes several rounds is found by priorities sooner.
      boolean byPriorities = place.equals(CONDITIONAL) && seed % 2 == 0;
      Strategy strategy = byPriorities ? Strategy.PCT : Strategy.UNIFORM;
      Finding finding =
          new Exploration(model, strategy, seed * SEED_STEP, SCHEDULES, () -> 0).run().finding();
      return finding == null ? null : finding.promise();
    };
  }

  private static Model model(String name, int nodes) {
    return switch (name) {
      case "quorums" ->
          new QuorumModel(name, io.ringtail.tck.exploration.coordination.Parts.PRODUCT);
      case CONDITIONAL ->
          new ConsensusModel(
              name, nodes, Layout.TWO_ROWS, io.ringtail.tck.exploration.consensus.Parts.PRODUCT);
      case "maps" -> new MetadataModel(nodes, io.ringtail.tck.exploration.metadata.Parts.PRODUCT);
      default -> throw new IllegalArgumentException("there is no model " + name);
    };
  }
}

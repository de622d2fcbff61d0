// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.fault.Fault;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Finds a smaller simulation that breaks a promise, too: shorter, and with fewer faults. Source of
 * the search by halves: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * TSE 2002 (here without its complement of subsets).
 */
public final class Shrinker {
  private final int runsMax;
  private final IntConsumer progress;
  private int runs;
  private SimulationReport best;

  /**
   * A search from a simulation that failed.
   *
   * @param runsMax most simulations that are tried
   * @param progress told how many have been
   */
  public Shrinker(SimulationReport failed, int runsMax, IntConsumer progress) {
    this.best = failed;
    this.runsMax = runsMax;
    this.progress = progress;
  }

  /** The smallest failing simulation that was found; the first one where none is smaller. */
  public SimulationReport shrink() {
    int chunk = Math.max(1, faults().size() / 2);
    while (runs < runsMax) {
      boolean smaller = false;
      for (int from = 0; from < faults().size() && runs < runsMax; ) {
        List<Integer> ids = faults();
        List<Integer> dropped = ids.subList(from, Math.min(ids.size(), from + chunk));
        if (failsWithout(dropped)) {
          smaller = true;
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && !smaller) {
        break;
      }
      chunk = Math.max(1, chunk / 2);
    }
    return best;
  }

  private List<Integer> faults() {
    return best.plan().stream().map(Fault::id).toList();
  }

  private boolean failsWithout(List<Integer> ids) {
    Set<Integer> left = new TreeSet<>(faults());
    ids.forEach(left::remove);
    SimulationReport tried = Simulation.run(best.options().only(left));
    progress.accept(++runs);
    if (tried.isGood()) {
      return false;
    }
    best = tried;
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** In which order schedules are tried. */
public sealed interface Strategy {
  /** The next step uniformly at random. */
  Strategy UNIFORM = new Uniform();

  /** Priorities with two changes: finds every bug that three ordered steps make up. */
  Strategy PCT = new Pct(2);

  /** The next step uniformly at random; faults at rates that each schedule draws for itself. */
  record Uniform() implements Strategy {}

  /**
   * Chains of steps have random priorities, and the step of the highest goes next; at a few random
   * moments the highest falls behind all others. Source: Burckhardt, Kothari, Musuvathi,
   * Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS
   * 2010; chains of messages in place of threads as in Ozkan et al., "Randomized Testing of
   * Distributed Systems with Probabilistic Guarantees", OOPSLA 2018.
   *
   * @param changes how often a priority falls, the bug's depth less one
   */
  record Pct(int changes) implements Strategy {}

  /**
   * All schedules within bounds, one after the other.
   *
   * @param faults the kinds that may strike
   * @param faultsMax how many may strike in one schedule
   * @param delaysMax how many steps of one schedule may be taken before an older one. Source: Emmi,
   *     Qadeer, Rakamaric, "Delay-Bounded Scheduling", POPL 2011
   */
  record Exhaustive(Set<Fault> faults, int faultsMax, int delaysMax) implements Strategy {
    /** No bound on the order of steps. */
    public static final int ALL_ORDERS = Integer.MAX_VALUE;

    public Exhaustive {
      // In the order of their declaration, in every JVM.
      Set<Fault> ordered = EnumSet.noneOf(Fault.class);
      ordered.addAll(faults);
      faults = Collections.unmodifiableSet(ordered);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the simulation with one seed after the other. Lives on the mutant's side of the loaders, so
 * that it speaks to the other side in types of the JDK only. Confined to one thread.
 */
final class Hunt implements LongFunction<@Nullable String> {
  private final String scenario;
  private final int nodes;

  /**
   * A hunt.
   *
   * @param scenario its name, as the patch says it
   */
  Hunt(String scenario, int nodes) {
    this.scenario = scenario;
    this.nodes = nodes;
  }

  /** The first promise that is broken with a seed; null when all are kept. */
  @Override
  public @Nullable String apply(long seed) {
    throw new UnsupportedOperationException(
        "no simulation of " + scenario + " with " + nodes + " nodes and seed " + seed);
  }
}

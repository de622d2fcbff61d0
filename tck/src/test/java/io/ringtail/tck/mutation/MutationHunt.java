// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Hunts every mutant with the simulation until it reports a broken promise, where the product keeps
 * all of them with the same seed. Takes minutes, so it runs only when it is asked for by name:
 *
 * <pre>
 * mvn -pl tck -am test -Dtest=MutationHunt -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dringtail.mutant=B12   those whose names begin so; all, unless given
 *     -Dringtail.seeds=2000   most seeds for one mutant
 *     -Dringtail.seed=1       the first seed
 *     -Dringtail.write=true   write the table into docs/simulation.md
 * </pre>
 */
class MutationHunt {
  private static final String PAGE = "docs/simulation.md";

  /** A run of one seed takes well below a second; a mutant may never end. */
  private static final long RUN_SECONDS_MAX = 120;

  private final Sources sources = Sources.find();
  private final String wanted = System.getProperty("ringtail.mutant", "");
  private final int seeds = Integer.getInteger("ringtail.seeds", 2_000);
  private final long firstSeed = Long.getLong("ringtail.seed", 1);

  @Test
  void everyMutantIsFound() throws Exception {
    ((Logger) LoggerFactory.getLogger("io.ringtail")).setLevel(Level.OFF);
    List<Patch> patches =
        sources.patches().stream().filter(patch -> patch.name().startsWith(wanted)).toList();
    assertThat(patches).as("patches whose names begin with '%s'", wanted).isNotEmpty();
    System.out.printf("%d mutants, seeds from %d on%n", patches.size(), firstSeed);
    List<Catch> catches = new ArrayList<>();
    try (SourceCompiler compiler = new SourceCompiler()) {
      for (Patch patch : patches) {
        Catch one = hunt(Mutant.of(patch, sources, compiler));
        System.out.printf(
            "%s: %s after %d seeds, %.1f s: %s%n",
            patch.name(),
            one.broken() == null ? "NOT FOUND" : "found",
            one.seeds(),
            one.cpuSeconds(),
            one.broken());
        catches.add(one);
      }
    }
    String table = Catch.table(catches);
    System.out.println(table);
    if (Boolean.getBoolean("ringtail.write")) {
      sources.write(PAGE, Catch.write(sources.read(PAGE), table));
    }
    assertThat(catches).allMatch(one -> one.broken() != null);
  }

  private Catch hunt(Mutant mutant) throws Exception {
    Patch patch = mutant.patch();
    Runner runner = new Runner(mutant);
    for (int tried = 1; tried <= seeds; tried++) {
      long seed = firstSeed + tried - 1;
      String broken = runner.run(seed);
      if (broken != null) {
        String alike = new Runner(new Mutant(patch, Map.of())).run(seed);
        assertThat(alike).as("the product itself, with seed %d", seed).isNull();
        return new Catch(patch, tried, broken, runner.cpuSeconds());
      }
    }
    return new Catch(patch, seeds, null, runner.cpuSeconds());
  }

  /** One world, in which seeds are tried. */
  private static final class Runner {
    private final LongFunction<?> hunt;
    private long cpuNanos;

    Runner(Mutant mutant) throws ReflectiveOperationException {
      Patch patch = mutant.patch();
      hunt = mutant.create(Hunt.class, LongFunction.class, patch.scenario(), patch.nodes());
    }

    /** What a seed finds broken; null for nothing. A run that breaks off or hangs is a find. */
    @Nullable String run(long seed) throws InterruptedException {
      FutureTask<@Nullable String> run =
          new FutureTask<>(() -> {
            Object broken = hunt.apply(seed);
            cpuNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            return broken == null ? null : broken.toString();
          });
      // A thread of its own for each run, since one that hangs can only be left behind.
      Thread thread = new Thread(run, "hunt-" + seed);
      thread.setDaemon(true);
      thread.start();
      try {
        return run.get(RUN_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        return "the run broke off: " + e.getCause();
      } catch (TimeoutException e) {
        run.cancel(true);
        return "the run did not end within " + RUN_SECONDS_MAX + " s";
      }
    }

    double cpuSeconds() {
      return cpuNanos / 1e9;
    }
  }
}

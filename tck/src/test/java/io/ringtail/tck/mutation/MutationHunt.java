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
 * Hunts every mutant with the simulation, and where it can with explored schedules, until a broken
 * promise is reported that the product keeps with the same seed. Takes minutes, so it runs only
 * when it is asked for by name:
 *
 * <pre>
 * mvn -pl tck -am test -Dtest=MutationHunt -Dsurefire.failIfNoSpecifiedTests=false
 *     -Dringtail.mutant=B12   those whose names begin so; all, unless given
 *     -Dringtail.hunter=      simulation or exploration; both, unless given
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
  private final String hunter = System.getProperty("ringtail.hunter", "");
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
        Mutant mutant = Mutant.of(patch, sources, compiler);
        if (!hunter.equals(Patch.EXPLORATION)) {
          catches.add(hunt(mutant, Patch.SIMULATION, patch.scenario()));
        }
        if (!hunter.equals(Patch.SIMULATION) && patch.model() != null) {
          catches.add(hunt(mutant, Patch.EXPLORATION, patch.model()));
        }
      }
    }
    String table = Catch.table(catches);
    System.out.println(table);
    if (Boolean.getBoolean("ringtail.write")) {
      sources.write(PAGE, Catch.write(sources.read(PAGE), table));
    }
    assertThat(catches).isNotEmpty().allMatch(one -> one.broken() != null);
  }

  private Catch hunt(Mutant mutant, String by, String place) throws Exception {
    Patch patch = mutant.patch();
    Runner runner = new Runner(mutant, by, place);
    String broken = null;
    int tried = 0;
    while (tried < seeds && broken == null) {
      broken = runner.run(firstSeed + tried);
      tried++;
    }
    if (broken != null) {
      long seed = firstSeed + tried - 1;
      Runner product = new Runner(new Mutant(patch, Map.of()), by, place);
      assertThat(product.run(seed)).as("the product itself, with seed %d", seed).isNull();
    }
    System.out.printf(
        "%s by %s %s: %s after %d seeds, %.1f s: %s%n",
        patch.name(),
        by,
        place,
        broken == null ? "NOT FOUND" : "found",
        tried,
        runner.cpuSeconds(),
        broken);
    return new Catch(patch, by + " " + place, tried, broken, runner.cpuSeconds());
  }

  /** One world, in which seeds are tried. */
  private static final class Runner {
    private final LongFunction<?> hunt;
    private long cpuNanos;

    Runner(Mutant mutant, String by, String place) throws ReflectiveOperationException {
      hunt = mutant.create(Hunt.class, LongFunction.class, by, place, mutant.patch().nodes());
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

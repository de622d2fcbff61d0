// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.stream.Stream;
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
 *     -Dringtail.mutant=B12,M5   those whose names begin so; all, unless given
 *     -Dringtail.hunter=         simulation or exploration; both, unless given
 *     -Dringtail.seeds=2000      most seeds for one mutant
 *     -Dringtail.seed=1          the first seed
 *     -Dringtail.write=true      write the table into docs/simulation.md
 * </pre>
 */
class MutationHunt {
  private static final String PAGE = "docs/simulation.md";

  /** A run of one seed takes a second of CPU in a cold JVM; a mutant may never end. */
  private static final long RUN_CPU_SECONDS_MAX = 30;

  /** Between two looks at a run that takes longer than usual. */
  private static final long LOOK_MILLIS = 1_000;

  /** Between two lines about a mutant that is not found yet. */
  private static final long PROGRESS_SECONDS = 30;

  private static final double NANOS = 1e9;

  /** Most seeds of simulations of what explored schedules find: some that is too rare for them. */
  private static final int SEEDS_WHERE_EXPLORED = 200;

  private final Sources sources = Sources.find();
  private final String wanted = System.getProperty("ringtail.mutant", "");
  private final String hunter = System.getProperty("ringtail.hunter", "");
  private final int seeds = Integer.getInteger("ringtail.seeds", 2_000);
  private final long firstSeed = Long.getLong("ringtail.seed", 1);

  @Test
  void everyMutantIsFound() throws Exception {
    ((Logger) LoggerFactory.getLogger("io.ringtail")).setLevel(Level.OFF);
    List<Patch> patches =
        sources.patches().stream()
            .filter(patch -> Stream.of(wanted.split(",")).anyMatch(patch.name()::startsWith))
            .toList();
    assertThat(patches).as("patches whose names begin with '%s'", wanted).isNotEmpty();
    System.out.printf("%d mutants, seeds from %d on%n", patches.size(), firstSeed);
    List<Catch> catches = new ArrayList<>();
    try (SourceCompiler compiler = new SourceCompiler()) {
      for (Patch patch : patches) {
        Mutant mutant = Mutant.of(patch, sources, compiler);
        String progress = "[%d of %d] ".formatted(patches.indexOf(patch) + 1, patches.size());
        boolean explored = false;
        if (!hunter.equals(Patch.SIMULATION) && patch.model() != null) {
          Catch one = hunt(progress, mutant, Patch.EXPLORATION, patch.model(), seeds);
          catches.add(one);
          explored = one.broken() != null;
        }
        if (!hunter.equals(Patch.EXPLORATION) && !patch.scenario().equals(Patch.NO_SCENARIO)) {
          int most = explored ? Math.min(seeds, SEEDS_WHERE_EXPLORED) : seeds;
          catches.add(hunt(progress, mutant, Patch.SIMULATION, patch.scenario(), most));
        }
      }
    }
    String table = Catch.table(catches);
    System.out.println(table);
    if (Boolean.getBoolean("ringtail.write")) {
      sources.write(PAGE, Catch.write(sources.read(PAGE), table));
    }
    Set<Patch> found = new HashSet<>();
    catches.stream().filter(one -> one.broken() != null).forEach(one -> found.add(one.patch()));
    assertThat(found).as("mutants that any hunter found").containsAll(patches);
  }

  private Catch hunt(String progress, Mutant mutant, String by, String place, int most)
      throws Exception {
    Patch patch = mutant.patch();
    Object[] arguments = {by, place, patch.nodes(), patch.seconds()};
    Runner runner = new Runner(mutant.create(Hunt.class, LongFunction.class, arguments));
    String broken = null;
    int tried = 0;
    double told = 0;
    while (tried < most && broken == null) {
      broken = runner.run(firstSeed + tried);
      tried++;
      if (broken == null && runner.cpuSeconds() > told + PROGRESS_SECONDS) {
        told = runner.cpuSeconds();
        System.out.printf(
            "%s%s by %s %s: not in %d seeds, %.0f s%n",
            progress, patch.name(), by, place, tried, told);
      }
    }
    if (broken != null) {
      long seed = firstSeed + tried - 1;
      // Beside the tests, not in a world of its own, where it would be cold each time.
      Runner product = new Runner(new Hunt(by, place, patch.nodes(), patch.seconds()));
      assertThat(product.run(seed)).as("the product itself, with seed %d", seed).isNull();
    }
    System.out.printf(
        "%s%s by %s %s: %s after %d seeds, %.1f s: %s%n",
        progress,
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
    private double cpuSeconds;

    Runner(LongFunction<?> hunt) {
      this.hunt = hunt;
    }

    /** What a seed finds broken; null for nothing. A run that breaks off or hangs is a find. */
    @Nullable String run(long seed) throws InterruptedException {
      FutureTask<@Nullable String> run =
          new FutureTask<>(() -> {
            Object broken = hunt.apply(seed);
            cpuSeconds += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS;
            return broken == null ? null : broken.toString();
          });
      // A thread of its own for each run, since one that hangs may only be left behind.
      Thread thread = new Thread(run, "hunt-" + seed);
      thread.setDaemon(true);
      thread.start();
      while (true) {
        try {
          return run.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          return "the run broke off: " + e.getCause();
        } catch (TimeoutException e) {
          double used =
              ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) / NANOS;
          if (used > RUN_CPU_SECONDS_MAX) {
            run.cancel(true);
            cpuSeconds += used;
            return "the run did not end within " + RUN_CPU_SECONDS_MAX + " s";
          }
        }
      }
    }

    double cpuSeconds() {
      return cpuSeconds;
    }
  }
}

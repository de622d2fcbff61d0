// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model under many schedules and stops at the first that breaks a promise.
 *
 * @param seed from which, with their numbers, all random schedules follow
 * @param schedules how many to run at most
 * @param nanoClock only for the rate that is reported
 */
public record Exploration(
    Model model, Strategy strategy, long seed, long schedules, LongSupplier nanoClock) {
  /**
   * Any odd number without pattern keeps neighbouring schedules apart: 2^64 by the golden ratio.
   */
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  /** Steps of a schedule before any was run. */
  private static final int STEPS_EXPECTED = 64;

  /** Run behind the first that fails, to find a shorter one: at the least. */
  private static final int FURTHER_SCHEDULES = 5_000;

  /** What is rare needs as many schedules again for each further one that fails: some three. */
  private static final int FURTHER_FINDINGS = 3;

  private static final Trace SILENT = new Trace(false);

  /** Runs the schedules. */
  public ExplorationResult run() {
    long[] struck = new long[Fault.COUNT];
    long operations = 0;
    long done = 0;
    boolean complete = false;
    Finding finding = null;
    PathChoices path =
        strategy instanceof Strategy.Exhaustive bounds ? new PathChoices(bounds) : null;
    long begin = nanoClock.getAsLong();
    while (done < schedules && finding == null && !complete) {
      Choices choices = path != null ? path : choices(done);
      try {
        operations += model.run(choices, SILENT);
      } catch (BrokenPromise e) {
        finding = find(done, path, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // Whatever a class of the product throws is a finding like any other.
        finding = find(done, path, e.toString());
      }
      done++;
      if (path == null) {
        add(choices.struck(), struck);
      } else {
        complete = finding == null && !path.advance();
      }
    }
    if (path != null) {
      add(path.struck(), struck);
    }
    long nanos = nanoClock.getAsLong() - begin;
    return new ExplorationResult(
        model.name(), strategy, done, complete, nanos, operations, byKind(struck), finding);
  }

  private Choices choices(long schedule) {
    long own = seed + schedule * SEED_STEP;
    return switch (strategy) {
      case Strategy.Uniform uniform -> new RandomChoices(own);
      case Strategy.Pct pct -> new PriorityChoices(own, pct.changes(), STEPS_EXPECTED);
      case Strategy.Exhaustive bounds -> throw new IllegalStateException("goes by its path");
    };
  }

  private Finding find(long schedule, @Nullable PathChoices path, String promise) {
    if (path != null) {
      path.rewind();
    }
    Shrinker shrinker = new Shrinker(model);
    shrinker.offer(path == null ? choices(schedule) : path);
    if (path == null) {
      // Among many that fail there is mostly one that is short to begin with.
      long further = Math.max(FURTHER_SCHEDULES, FURTHER_FINDINGS * schedule);
      for (long i = 1; i <= further; i++) {
        if (Shrinker.promiseBroken(model, choices(schedule + i), SILENT) != null) {
          shrinker.offer(choices(schedule + i));
        }
      }
    }
    shrinker.shrink();
    return new Finding(
        schedule,
        path == null ? seed + schedule * SEED_STEP : 0,
        promise,
        shrinker.choices(),
        shrinker.promise(),
        shrinker.steps());
  }

  private static void add(long[] more, long[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  private static Map<Fault, Long> byKind(long[] struck) {
    Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      if (struck[fault.place] > 0) {
        faults.put(fault, struck[fault.place]);
      }
    }
    return Collections.unmodifiableMap(faults);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ringtail.tck.simulation.fault.FaultCounts;
import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.fault.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Whole clusters and their drivers keep all promises while everything goes wrong that can: with
 * fresh seeds in every build, and with all that once found a bug.
 */
class ClusterSimulationTest {
  private static final int RUNS = Integer.getInteger("ringtail.simulations", 500);
  private static final int SECONDS = 60;

  /** One run in so many is done twice, and has to be the same event by event. */
  private static final int TWICE = 20;

  /** Every fault has to take effect so often in {@value #FULL_RUNS} runs. */
  private static final long TIMES_MIN = 10;

  private static final int FULL_RUNS = 500;

  @BeforeAll
  static void quiet() {
    // What nodes log about simulated faults is as expected as the faults.
    ((Logger) LoggerFactory.getLogger("io.ringtail")).setLevel(Level.OFF);
  }

  @Test
  void everyFreshSeedKeepsAllPromises() {
    long first = Long.getLong("ringtail.seed", System.nanoTime() & 0xFFFF_FFFFL);
    System.out.printf("ClusterSimulationTest: -Dringtail.seed=%d, %d seeds%n", first, RUNS);
    FaultCounts faults = new FaultCounts();
    long simulatedNanos = 0;
    long operations = 0;
    long cpuNanos = cpuNanos();
    for (int run = 0; run < RUNS; run++) {
      SimulationOptions options = options(first + run);
      SimulationReport report = Simulation.run(options);
      assertThat(report.broken()).as(options.command()).isEmpty();
      if (run % TWICE == 0) {
        assertThat(Simulation.run(options).eventHash())
            .as("the same events: %s", options.command())
            .isEqualTo(report.eventHash());
      }
      faults.addAll(report.faults());
      simulatedNanos += report.simulatedNanos();
      operations += report.operations();
    }
    System.out.printf(
        Locale.ROOT,
        "%d seeds: %.0f simulated seconds, %d operations, %.0f simulated seconds for each CPU"
            + " second, faults %s%n",
        RUNS,
        simulatedNanos / 1e9,
        operations,
        (double) simulatedNanos * (TWICE + 1) / TWICE / (cpuNanos() - cpuNanos),
        faults.toMap());
    if (RUNS >= FULL_RUNS) {
      for (FaultKind kind : FaultKind.values()) {
        assertThat(faults.of(kind)).as(kind.toString()).isGreaterThanOrEqualTo(TIMES_MIN);
      }
    }
  }

  /** Mostly three nodes and a mix of everything; sometimes more nodes, sometimes one kind only. */
  private static SimulationOptions options(long seed) {
    List<Scenario> scenarios = List.of(Scenario.values());
    Scenario scenario =
        seed % 4 == 0 ? scenarios.get((int) (seed / 4 % scenarios.size())) : Scenario.EVERYTHING;
    return SimulationOptions.of(seed, scenario, SECONDS, seed % 5 == 0 ? 5 : 3);
  }

  @ParameterizedTest
  @MethodSource("pinned")
  void everyPinnedSeedKeepsAllPromises(SimulationOptions options, String found) {
    SimulationReport report = Simulation.run(options);
    assertThat(report.broken()).as("%s; once: %s", options.command(), found).isEmpty();
  }

  static List<Arguments> pinned() {
    try (InputStream file =
            Objects.requireNonNull(
                ClusterSimulationTest.class.getResourceAsStream("/simulation/pinned-seeds.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 5))
          .map(words ->
              Arguments.of(
                  SimulationOptions.of(
                      Long.parseLong(words[0]),
                      Scenario.valueOf(words[1].toUpperCase(Locale.ROOT)),
                      Integer.parseInt(words[2]),
                      Integer.parseInt(words[3])),
                  words[4]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}

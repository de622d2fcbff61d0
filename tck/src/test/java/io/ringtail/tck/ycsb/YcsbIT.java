// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.benchmarks.ycsb.CoreWorkload;
import io.ringtail.benchmarks.ycsb.Target;
import io.ringtail.benchmarks.ycsb.YcsbBenchmark;
import io.ringtail.benchmarks.ycsb.YcsbPlan;
import io.ringtail.benchmarks.ycsb.YcsbResult;
import io.ringtail.driver.api.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every core workload through every face that can: YCSB's own client, with its data integrity check
 * where the workload has one.
 */
class YcsbIT {
  private static final YcsbPlan.Sizes SIZES = new YcsbPlan.Sizes(400, 400, 4);

  private static @Nullable NodeProcesses cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = NodeProcesses.start(NodeProcesses.Settings.threeNodes());
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  static Stream<Arguments> runs() {
    return Stream.of(Target.values())
        .flatMap(target ->
            Stream.of("a", "b", "c", "d", "e", "f")
                .filter(workload -> target != Target.JCACHE || !workload.equals("e"))
                .map(workload -> Arguments.of(target, workload)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyOperationOfTheWorkloadEndsWell(Target target, String workload) throws Exception {
    NodeProcesses nodes = java.util.Objects.requireNonNull(cluster);
    YcsbPlan plan =
        new YcsbPlan(
            target, CoreWorkload.of(workload), SIZES, Level.QUORUM, nodes.contactPoints(), "group");

    YcsbResult result = new YcsbBenchmark(plan, Terminal.standard()).run();

    assertThat(result.failures()).isZero();
    assertThat(
            result.run().operations().values().stream()
                .mapToLong(YcsbResult.Operation::count)
                .sum())
        .isGreaterThanOrEqualTo(SIZES.operations());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.benchmarks.report.Terminal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DelayBenchmarkIT {
  @Test
  void aSlowNodeIsPassedOverAndLongWaysAreMeasured() throws Exception {
    DelayPlan plan = new DelayPlan("periodic", 500, 8, 2, 2, 100, List.of(4, 8, 20), 2_000);
    DelayResult result = new DelayBenchmark(plan, Terminal.standard()).run();
    assertThat(result.rows())
        .extracting(row -> row.what() + " | " + row.where().replaceAll(" of .*", ""))
        .containsExactly(
            "get, ONE | all near",
            "get, QUORUM | all near",
            "get, ONE | one slow",
            "get, QUORUM | one slow",
            "get, QUORUM | round trips",
            "put, QUORUM | round trips",
            "conditional update | round trips",
            "get, QUORUM, coordinated | round trips",
            "put, QUORUM, coordinated | round trips",
            "conditional update, coordinated | round trips");
    assertThat(result.rows()).allSatisfy(row -> assertThat(row.latency().count()).isPositive());
    assertThat(result.rows().subList(0, 2))
        .allSatisfy(row -> assertThat(row.askedSlowest()).isGreaterThan(0.1));
    assertThat(result.rows().subList(2, 4))
        .as("requests to the slow node")
        .allSatisfy(row -> assertThat(row.askedSlowest()).isLessThan(0.05));
    assertThat(result.roundTripMillis().get(2)).isGreaterThanOrEqualTo(20);
    double nearest = 4_000;
    assertThat(result.rows().subList(4, 10))
        .as("none is faster than its way")
        .allSatisfy(row -> assertThat(row.latency().p50Micros()).isGreaterThan(nearest));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class YcsbReportTest {
  private static final String JSON =
      """
      [ {"metric":"OVERALL","measurement":"RunTime(ms)","value":58},
        {"metric":"OVERALL","measurement":"Throughput(ops/sec)","value":86206.8},
        {"metric":"TOTAL_GCs","measurement":"Count","value":0},
        {"metric":"READ","measurement":"Operations","value":4766},
        {"metric":"READ","measurement":"AverageLatency(us)","value":0.5},
        {"metric":"READ","measurement":"99.9PercentileLatency(us)","value":3},
        {"metric":"READ","measurement":"Return=OK","value":4760},
        {"metric":"READ","measurement":"Return=ERROR","value":6},
        {"metric":"CLEANUP","measurement":"Operations","value":1} ]
      """;

  @Test
  void reportIsReadByOperation() throws IOException {
    YcsbResult.Phase phase = YcsbReport.parse(JSON);
    assertThat(phase.operationsPerSecond()).isEqualTo(86206.8);
    assertThat(phase.operations()).containsOnlyKeys("READ");
    YcsbResult.Operation read = Objects.requireNonNull(phase.operations().get("READ"));
    assertThat(read.p999Micros()).isEqualTo(3);
    assertThat(read.returns()).isEqualTo(Map.of("OK", 4760L, "ERROR", 6L));
    assertThat(phase.failures()).isEqualTo(6);
  }

  @Test
  void recordFieldsComeBack() {
    Map<String, String> fields =
        Map.of("field0", "", "field1", "Zürich", "field9", "x".repeat(100));
    assertThat(RecordFields.decode(RecordFields.encode(fields))).isEqualTo(fields);
    assertThat(RecordFields.decode(new byte[0])).isEmpty();
  }

  @Test
  void cacheRefusesTheWorkloadThatScans() {
    assertThatThrownBy(() -> Target.JCACHE.check(CoreWorkload.of("e")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no order");
    Target.JDBC.check(CoreWorkload.E);
    assertThatThrownBy(() -> CoreWorkload.of("g")).hasMessageContaining("a, b, c, d, e or f");
  }

  @Test
  void sharesOfEachWorkloadAddUp() {
    for (CoreWorkload workload : CoreWorkload.values()) {
      double sum =
          workload.properties().entrySet().stream()
              .filter(property -> property.getKey().endsWith("proportion"))
              .mapToDouble(property -> Double.parseDouble(property.getValue()))
              .sum();
      assertThat(sum).as("workload %s", workload).isEqualTo(1);
    }
  }

  @Test
  void contactPointsAreTakenFromAnyUrl() {
    assertThat(YcsbPlan.contactPoints("127.0.0.1:1,127.0.0.1:2"))
        .isEqualTo("127.0.0.1:1,127.0.0.1:2");
    assertThat(YcsbPlan.contactPoints("jdbc:ringtail://a:1,b:2/default?level=ONE"))
        .isEqualTo("a:1,b:2");
    assertThat(YcsbPlan.contactPoints("ringtail://a:1")).isEqualTo("a:1");
    assertThatThrownBy(() -> YcsbPlan.contactPoints("ringtail:embedded:demo"))
        .hasMessageContaining("host:port");
  }

  @Test
  void tableIsMadeByTheStatementOfYcsbsOwnBinding() {
    assertThat(UserTable.createStatement())
        .startsWith("CREATE TABLE usertable (YCSB_KEY VARCHAR PRIMARY KEY, FIELD0 TEXT, ")
        .endsWith(", FIELD9 TEXT);");
  }
}

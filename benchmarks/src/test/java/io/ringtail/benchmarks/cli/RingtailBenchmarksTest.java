// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.api.RingtailException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RingtailBenchmarksTest {
  @Test
  void sqlUrlsMayBeShort() {
    assertThat(SqlCommand.jdbcUrl(null))
        .isEqualTo("jdbc:ringtail://127.0.0.1:7400?fullScans=allow");
    assertThat(SqlCommand.jdbcUrl("a:1,b:2")).isEqualTo("jdbc:ringtail://a:1,b:2?fullScans=allow");
    assertThat(SqlCommand.jdbcUrl("ringtail:embedded:x?data=/d"))
        .isEqualTo("jdbc:ringtail:embedded:x?data=/d&fullScans=allow");
    assertThat(SqlCommand.jdbcUrl("jdbc:ringtail://a/k?fullScans=refuse"))
        .isEqualTo("jdbc:ringtail://a/k?fullScans=refuse");
  }

  @Test
  void failuresAreOneLine() {
    RingtailException unavailable = new RingtailException.Unavailable("1 of 3 replicas\nis up");
    assertThat(OneLineErrors.message(new CompletionException(unavailable)))
        .isEqualTo("1 of 3 replicas is up");
    assertThat(OneLineErrors.message(new NullPointerException("x")))
        .contains("NullPointerException");
  }

  @Test
  void wrongFlagsEndWithTheUsageStatus() {
    assertThat(RingtailBenchmarks.run("bench", "cluster", "--inflight", "many")).isEqualTo(2);
    assertThat(RingtailBenchmarks.run("bench", "cluster", "--inflight", "0")).isEqualTo(1);
    assertThat(RingtailBenchmarks.run("bench", "ycsb", "--target", "jcache", "--workload", "e"))
        .isEqualTo(1);
    assertThat(RingtailBenchmarks.run("sql", "-f", "/no/such/file")).isEqualTo(1);
  }
}

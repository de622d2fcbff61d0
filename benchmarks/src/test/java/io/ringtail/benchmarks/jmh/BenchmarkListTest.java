// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchmarkListTest {
  @Test
  void theCompilerMadeHarnessesForEveryBenchmark() throws IOException {
    try (InputStream list = getClass().getResourceAsStream("/META-INF/BenchmarkList")) {
      assertThat(list).isNotNull();
      assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8))
          .contains(EngineOperationsBenchmark.class.getName())
          .contains("getHit", "getMiss", "put", "putBatch", "scan");
    }
  }
}

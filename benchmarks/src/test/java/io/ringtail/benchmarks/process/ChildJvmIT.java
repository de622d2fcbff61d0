// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private ChildJvm start(String argument) throws IOException {
    return ChildJvm.start(
        new JvmCommand("child", ChildMainTarget.class.getName(), 32, List.of(), List.of(argument)),
        folder);
  }

  @Test
  void childIsReadyCostsSomethingAndDies() throws Exception {
    ChildJvm started;
    try (ChildJvm child = start("world")) {
      started = child;
      child.awaitOutput(output -> output.contains("hello world"), LIMIT);
      child.checkAlive();
      assertThat(ProcessCost.read(child.pid()).cpuMicros()).isPositive();
    }
    assertThatThrownBy(started::checkAlive)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hello world");
  }

  @Test
  void childThatFailsTellsItsLastLines() throws Exception {
    try (ChildJvm child = start("fail")) {
      assertThatThrownBy(() -> child.awaitEnd(LIMIT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("status 7")
          .hasMessageContaining("hello fail");
    }
  }
}

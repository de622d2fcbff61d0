// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAligned() {
    String text =
        new TextTable("name", "ops/s").row("a", 1_234_567L).row("longer", 12.345).render();
    assertThat(text).isEqualTo("name        ops/s\na       1,234,567\nlonger      12.35\n");
    assertThatThrownBy(() -> new TextTable("a").row(1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesTakeTheUnitThatReadsBest() {
    assertThat(Figures.micros(41.4)).isEqualTo("41 us");
    assertThat(Figures.micros(5_500)).isEqualTo("5.5 ms");
    assertThat(Figures.micros(1_200_000)).isEqualTo("1.2 s");
  }

  @Test
  void summaryIsInMicros() {
    Histogram nanos = new Histogram(3);
    for (int i = 1; i <= 1_000; i++) {
      nanos.recordValue(i * 1_000L);
    }
    LatencySummary summary = LatencySummary.ofNanos(nanos);
    assertThat(summary.count()).isEqualTo(1_000);
    assertThat(summary.p50Micros()).isBetween(499.0, 501.0);
    assertThat(summary.p999Micros()).isBetween(998.0, 1_001.0);
  }

  @Test
  void progressOutsideATerminalIsALineATenth() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    try (Progress progress = new Progress(terminal, "loading", 1_000, "records")) {
      for (int i = 0; i <= 1_000; i++) {
        progress.at(i);
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(10);
    assertThat(text).contains("loading: 1,000 of 1,000 records").doesNotContain("\u001b");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringtail.benchmarks.engine.store.EngineStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static EngineReport.Comparison comparison(
      Row row, List<Double> ringtail, List<Double> rocks) {
    return EngineBenchmark.comparison(
        row, Map.of(EngineStore.Kind.RINGTAIL, ringtail, EngineStore.Kind.ROCKSDB, rocks));
  }

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Series.of(List.of(9.0, 1.0, 5.0)))
        .isEqualTo(new Series(List.of(9.0, 1.0, 5.0), 5, 1, 9));
    assertThat(Series.of(List.of(4.0, 1.0, 3.0, 8.0)).median()).isEqualTo(3.5);
    assertThat(Series.of(List.of(2.0)).median()).isEqualTo(2);
  }

  @Test
  void moreOfARateIsBetter() {
    EngineReport.Comparison hit =
        comparison(Row.GET_HIT, List.of(300.0, 100.0, 200.0), List.of(100.0, 100.0, 160.0));
    assertThat(hit.ratio()).isEqualTo(2);
    assertThat(hit.ratioLeast()).isEqualTo(1);
    assertThat(hit.ratioMost()).isEqualTo(3);
    assertThat(hit.reached()).isTrue();
    assertThat(comparison(Row.GET_HIT, List.of(99.0), List.of(100.0)).reached()).isFalse();
    assertThat(comparison(Row.PUT, List.of(80.0), List.of(100.0)).reached()).isTrue();
    assertThat(comparison(Row.PUT, List.of(79.0), List.of(100.0)).reached()).isFalse();
    assertThat(comparison(Row.COMPACT, List.of(70.0), List.of(100.0)).reached()).isTrue();
  }

  @Test
  void lessOfACostIsBetter() {
    EngineReport.Comparison written = comparison(Row.WRITTEN_TIERED, List.of(4.0), List.of(2.0));
    assertThat(written.ratio()).isEqualTo(0.5);
    assertThat(written.reached()).isFalse();
    assertThat(comparison(Row.WRITTEN_LEVELED, List.of(2.0), List.of(2.0)).reached()).isTrue();
  }

  @Test
  void aBarOfItsOwnAsksNobodyElse() {
    assertThat(comparison(Row.MEMTABLE, List.of(1.4), List.of(1.0)).reached()).isTrue();
    assertThat(comparison(Row.MEMTABLE, List.of(1.41), List.of(9.0)).reached()).isFalse();
    assertThat(comparison(Row.GROUP, List.of(63.0), List.of(1.0)).reached()).isFalse();
    EngineReport.Comparison alone =
        EngineBenchmark.comparison(Row.REPLAY, Map.of(EngineStore.Kind.RINGTAIL, List.of(300.0)));
    assertThat(alone.reached()).isTrue();
    assertThat(alone.ratio()).isNull();
  }

  @Test
  void withoutRocksNoRatioIsReached() {
    EngineReport.Comparison alone =
        EngineBenchmark.comparison(Row.PUT, Map.of(EngineStore.Kind.RINGTAIL, List.of(300.0)));
    assertThat(alone.rocks()).isNull();
    assertThat(alone.reached()).isNull();
  }

  @Test
  void growthIsForTenTimesAsMany() {
    assertThat(EngineBenchmark.perDecade(Map.of(1_000L, 2.0, 10_000L, 3.0))).isEqualTo(1.5);
    assertThat(EngineBenchmark.perDecade(Map.of(1_000L, 1.0, 10_000L, 7.0, 100_000L, 1.44)))
        .isCloseTo(1.2, within(1e-9));
    assertThat(EngineBenchmark.perDecade(Map.of(1_000L, 2.0))).isEqualTo(1);
  }
}

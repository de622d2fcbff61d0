// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is promised of values that expire, by hand. */
class ExpiriesTest {
  private long now;
  private final History history = new History(() -> now++);
  private final Expiries expiries = new Expiries();

  private void write(int process, long value, long nowMillis, @Nullable Duration ttl) {
    Operation write = history.write(process, 1, value);
    expiries.wrote(write, nowMillis, ttl);
    write.ok();
  }

  private void read(long found, long nowMillis, long judgedMillis) {
    Operation read = history.read(9, 1);
    read.ok(found);
    expiries.read(read, nowMillis, judgedMillis);
  }

  private Verdict check() {
    return expiries.check(history.operations());
  }

  private String violation() {
    assertThat(check()).isInstanceOf(Verdict.Violation.class);
    return ((Verdict.Violation) check()).text();
  }

  @Test
  void valueIsThereUntilItExpires() {
    write(0, 1, 100, Duration.ofMillis(50));
    read(1, 149, 149);
    read(Operation.NONE, 150, 150);

    assertThat(check().isViolation()).isFalse();
  }

  @Test
  void valueThatHasExpiredIsNotSeen() {
    write(0, 1, 100, Duration.ofMillis(50));
    read(1, 150, 150);

    assertThat(violation()).contains("had expired");
  }

  @Test
  void valueIsNotMissingBeforeItCanHaveExpired() {
    write(0, 1, 100, Duration.ofMillis(50));
    read(Operation.NONE, 149, 149);

    assertThat(violation()).contains("can have expired for nobody");
  }

  @Test
  void valueMayBeMissingOnceItHasExpiredForAnybody() {
    write(0, 1, 100, Duration.ofMillis(50));
    read(Operation.NONE, 120, 150);

    assertThat(check().isViolation()).isFalse();
  }

  @Test
  void olderValueDoesNotExplainThatNothingIsFound() {
    write(0, 1, 100, Duration.ofMillis(50));
    write(0, 2, 110, null);
    read(Operation.NONE, 200, 200);

    assertThat(violation()).contains("can have expired for nobody");
  }

  @Test
  void olderValueDoesNotComeBack() {
    write(0, 1, 100, null);
    write(0, 2, 110, Duration.ofMillis(50));
    read(1, 200, 200);

    assertThat(violation()).contains("is older than");
  }
}

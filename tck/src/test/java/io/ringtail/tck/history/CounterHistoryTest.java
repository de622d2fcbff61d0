// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The history's own judgement, on histories known to be good and known to be bad. */
class CounterHistoryTest {
  private final CounterHistory history = new CounterHistory(1);

  @Test
  void readOfWhatWasAcknowledgedIsRight() {
    write();

    history.checkRead(0, history.floor(0), 1);

    assertThat(history.violations()).isEmpty();
  }

  @Test
  void readMayReturnWhatWasTriedOnly() {
    history.beginWrite(0);

    history.checkRead(0, history.floor(0), 0);
    history.checkRead(0, history.floor(0), 1);

    assertThat(history.violations()).isEmpty();
  }

  @Test
  void lostAcknowledgedWriteIsFound() {
    write();

    history.checkRead(0, history.floor(0), 0);

    assertThat(history.violationCount()).isEqualTo(1);
  }

  @Test
  void readThatGoesBackIsFound() {
    history.beginWrite(0);
    history.checkRead(0, history.floor(0), 1);

    history.checkRead(0, history.floor(0), 0);

    assertThat(history.violationCount()).isEqualTo(1);
  }

  @Test
  void valueOutOfNowhereIsFound() {
    history.checkRead(0, history.floor(0), 1);

    assertThat(history.violationCount()).isEqualTo(1);
  }

  private void write() {
    history.acknowledge(0, history.beginWrite(0));
  }
}

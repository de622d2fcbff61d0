// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private final AnswerCheck check = new AnswerCheck(2);

  @Test
  void loneAcknowledgedWriteRaisesTheFloor() {
    assertThat(check.floor(1)).isZero();
    long ticket = check.issue(1);
    assertThat(AnswerCheck.sequence(ticket)).isEqualTo(1);
    assertThat(check.floor(1)).isZero();
    check.acknowledged(1, ticket);
    assertThat(check.floor(1)).isEqualTo(1);
    assertThat(check.floor(0)).isZero();
  }

  @Test
  void overlappingWritesMayEndInEitherOrder() {
    long first = check.issue(0);
    long second = check.issue(0);
    check.acknowledged(0, second);
    check.acknowledged(0, first);
    assertThat(check.floor(0)).isEqualTo(1);
    long third = check.issue(0);
    assertThat(AnswerCheck.sequence(third)).isEqualTo(3);
    check.acknowledged(0, third);
    assertThat(check.floor(0)).isEqualTo(3);
  }

  @Test
  void writeOfUnknownOutcomeKeepsTheFloorWhereItIs() {
    check.acknowledged(0, check.issue(0));
    check.issue(0); // fails: it may still take effect at any time
    check.acknowledged(0, check.issue(0));
    check.acknowledged(0, check.issue(0));
    assertThat(check.floor(0)).isEqualTo(1);
  }
}

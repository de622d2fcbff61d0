// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessCostTest {
  @Test
  void statIsReadBehindACommandNameWithSpacesAndParentheses() {
    String stat =
        "4242 (java (x) y) S 1 4242 4242 0 -1 4194304 111 222 33 44 250 50 7 8 20 0 30 0 12345 678 90 1";
    assertThat(ProcessCost.parse(stat, 5, 6)).isEqualTo(new ProcessCost(3_000_000, 111, 33, 5, 6));
  }

  @Test
  void costsAddAndSubtract() {
    ProcessCost one = new ProcessCost(10, 20, 30, 40, 50);
    ProcessCost two = new ProcessCost(1, 2, 3, 4, 5);
    assertThat(one.plus(two).minus(one)).isEqualTo(two);
  }
}

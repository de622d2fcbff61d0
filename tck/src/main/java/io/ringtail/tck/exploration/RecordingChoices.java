// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Arrays;

/** Passes other choices on and remembers them. */
final class RecordingChoices extends Choices {
  private final Choices inner;
  private int[] draws = new int[64];
  private int count;

  RecordingChoices(Choices inner) {
    this.inner = inner;
  }

  int[] draws() {
    return Arrays.copyOf(draws, count);
  }

  @Override
  int drawNumber(int bound) {
    return noted(inner.drawNumber(bound));
  }

  @Override
  boolean drawFault(Fault fault) {
    return noted(inner.drawFault(fault) ? 1 : 0) == 1;
  }

  @Override
  int drawStep(int count, int[] chains) {
    return noted(inner.drawStep(count, chains));
  }

  private int noted(int draw) {
    if (count == draws.length) {
      draws = Arrays.copyOf(draws, count * 2);
    }
    draws[count++] = draw;
    return draw;
  }
}

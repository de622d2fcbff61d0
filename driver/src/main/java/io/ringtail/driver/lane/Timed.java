// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import org.jspecify.annotations.Nullable;

/** What can be put into a {@link Wheel}, at one place at a time. */
abstract class Timed {
  @Nullable Timed previous;
  @Nullable Timed next;
  long wakeNanos;

  /** The moment has come; it is in the wheel no more. */
  abstract void wake(long nowNanos);

  /** Whether it is in a wheel. */
  final boolean isLinked() {
    return next != null;
  }

  final void unlink() {
    Timed before = previous;
    Timed after = next;
    if (before != null && after != null) {
      before.next = after;
      after.previous = before;
      previous = null;
      next = null;
    }
  }
}

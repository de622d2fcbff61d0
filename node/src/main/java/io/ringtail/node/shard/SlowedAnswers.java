// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Answers to writes that are kept back for a while, since flushing has fallen behind: in the order
 * in which they were made, each as long as it says, or as long as the one before. Confined to the
 * shard's loop.
 */
final class SlowedAnswers {
  private record Slowed(long dueNanos, Runnable answer) {}

  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final Queue<Slowed> answers = new ArrayDeque<>();

  SlowedAnswers(ScheduledExecutorService loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  int size() {
    return answers.size();
  }

  /** Answers after a time, and not before the answers that were added earlier. */
  void add(long delayNanos, Runnable answer) {
    answers.add(new Slowed(clock.nanos() + delayNanos, answer));
    if (answers.size() == 1) {
      schedule(delayNanos);
    }
  }

  private void schedule(long delayNanos) {
    var _ = loop.schedule(this::answerDue, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
  }

  private void answerDue() {
    long now = clock.nanos();
    Slowed first = answers.peek();
    while (first != null && first.dueNanos() - now <= 0) {
      answers.remove();
      first.answer().run();
      first = answers.peek();
    }
    if (first != null) {
      schedule(first.dueNanos() - now);
    }
  }

  /** Answers all at once. */
  void answerAll() {
    for (Slowed each = answers.poll(); each != null; each = answers.poll()) {
      each.answer().run();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last compactions that ended. Confined to the loop. */
final class CompactionHistory {
  /** At some hundred bytes each, about as much as an idle table may take. */
  private static final int DONE_MAX = 100;

  private final Deque<CompactionStatus.Done> done = new ArrayDeque<>();

  void add(CompactionStatus.Done ended) {
    if (done.size() == DONE_MAX) {
      done.removeFirst();
    }
    done.addLast(ended);
  }

  /** Oldest first. */
  List<CompactionStatus.Done> all() {
    return List.copyOf(done);
  }
}

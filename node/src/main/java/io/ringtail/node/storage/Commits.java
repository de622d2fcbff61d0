// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.log.CommitLog;

/** What reads must wait for, so that nobody sees what a crash could take away. */
final class Commits {
  private final CommitLog log;
  private final RecentWrites recent;

  Commits(CommitLog log, RecentWrites recent) {
    this.log = log;
    this.recent = recent;
  }

  /** Position that a read of a partition waits for; 0 when there is none. */
  long toWaitFor(int tableId, long token) {
    return ifNotCommitted(recent.of(tableId, token));
  }

  /** Position that a read of many partitions waits for; 0 when there is none. */
  long toWaitForAll() {
    return ifNotCommitted(recent.last());
  }

  private long ifNotCommitted(long position) {
    return position > log.committed() ? position : 0;
  }
}

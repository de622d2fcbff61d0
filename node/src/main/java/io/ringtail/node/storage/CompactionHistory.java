// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last compactions that ended. Confined to the loop. */
final class CompactionHistory {
  /** At some hundred bytes each, about as much as an idle table may take. */
  private static final int DONE_MAX = 100;

  private final Deque<CompactionStatus.Done> done = new ArrayDeque<>();

  /** Adds one; what failed and is tried again and again takes one place. */
  void add(CompactionStatus.Done ended) {
    done.removeIf(each ->
        each.failed()
            && each.tableId() == ended.tableId()
            && each.filesIn().equals(ended.filesIn()));
    if (done.size() == DONE_MAX) {
      done.removeFirst();
    }
    done.addLast(ended);
  }

  /** Adds that files were forgotten unread, since all in them had expired. */
  void addForgotten(int tableId, long nowMillis, List<SsTable> files) {
    add(
        new CompactionStatus.Done(
            nowMillis,
            0,
            tableId,
            files.stream().map(SsTable::fileId).toList(),
            List.of(),
            CompactionStatus.Contents.of(files),
            CompactionStatus.Contents.of(List.of()),
            null));
  }

  /** Oldest first. */
  List<CompactionStatus.Done> all() {
    return List.copyOf(done);
  }
}

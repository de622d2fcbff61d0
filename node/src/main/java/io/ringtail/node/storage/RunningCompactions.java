// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.compaction.Pick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is being done with files of a shard's tables. Confined to the loop. */
final class RunningCompactions {
  /**
   * What is being done with files of a table.
   *
   * @param job null where nothing has to be merged
   * @param purgedBelow timestamp below which deletions may be gone once it is done
   */
  record Running(int tableId, Pick pick, @Nullable CompactionJob job, long purgedBelow) {}

  private final List<Running> all = new ArrayList<>();

  int count() {
    return all.size();
  }

  void add(Running begun) {
    all.add(begun);
  }

  void remove(Running ended) {
    all.remove(ended);
  }

  /** What is being done with files of one table. */
  List<Pick> picks(int tableId) {
    List<Pick> picks = new ArrayList<>();
    for (Running each : all) {
      if (each.tableId() == tableId) {
        picks.add(each.pick());
      }
    }
    return picks;
  }

  Running of(CompactionJob job) {
    for (Running each : all) {
      if (each.job() == job) {
        return each;
      }
    }
    throw new IllegalStateException("a compaction ended that did not run");
  }

  /** Lets jobs go on that were halted, or notice that they are stopped. */
  void wake() {
    for (Running each : List.copyOf(all)) {
      if (each.job() != null) {
        each.job().wake();
      }
    }
  }

  /** How far the jobs are. */
  List<CompactionStatus.Running> progress() {
    List<CompactionStatus.Running> jobs = new ArrayList<>();
    for (Running each : all) {
      if (each.job() != null) {
        jobs.add(each.job().running());
      }
    }
    return jobs;
  }
}

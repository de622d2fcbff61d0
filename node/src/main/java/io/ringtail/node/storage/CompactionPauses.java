// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which tables' compactions are halted. Confined to the loop. */
final class CompactionPauses {
  private final Set<Integer> tables = new TreeSet<>();
  private boolean all;

  void pauseAll() {
    all = true;
  }

  void pause(int tableId) {
    tables.add(tableId);
  }

  /** Those that were paused by themselves stay so. */
  void resumeAll() {
    all = false;
  }

  void resume(int tableId) {
    tables.remove(tableId);
  }

  /** Whether those of all tables are. */
  boolean areAllPaused() {
    return all;
  }

  /** Those that were paused by themselves, ascending. */
  List<Integer> tables() {
    return List.copyOf(tables);
  }

  boolean isPaused(int tableId) {
    return all || tables.contains(HiddenTables.owner(tableId));
  }
}

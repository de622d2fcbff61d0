// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits until all files of a table of the schema are merged, and has not been begun for.
 * Confined to the loop.
 */
final class MajorCompactions {
  private final Map<Integer, List<CompletableFuture<Void>>> waiters = new TreeMap<>();

  /** Asks for a merge of all files of a table; completes when it has ended. */
  CompletableFuture<Void> want(int tableId) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiters.computeIfAbsent(tableId, id -> new ArrayList<>()).add(done);
    return done;
  }

  boolean isWanted(int tableId) {
    return waiters.containsKey(tableId);
  }

  /** The merge that a table's waiters want begins, for all of them. */
  List<CompletableFuture<Void>> begin(int tableId) {
    List<CompletableFuture<Void>> begun = waiters.remove(tableId);
    return begun == null ? List.of() : begun;
  }

  /** Nothing is begun any more. */
  void stop() {
    List<List<CompletableFuture<Void>>> all = List.copyOf(waiters.values());
    waiters.clear();
    all.forEach(each -> fail(each, new StorageException("storage is being closed")));
  }

  static void fail(List<CompletableFuture<Void>> waiters, Exception cause) {
    waiters.forEach(waiter -> waiter.completeExceptionally(cause));
  }
}

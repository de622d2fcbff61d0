// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.protocol.schema.TombstoneGc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files can be forgotten without being read, since all that is in them has expired, and is
 * old enough to leave. Pure.
 */
public final class Expired {
  private Expired() {}

  /**
   * The files that can be forgotten together; null when there are none.
   *
   * @param files all files of the table, with those that cannot be read
   * @param running what is being done; its files stay
   * @param expiredMillis by when a value must have expired
   * @param memtableTimestampMin no version in the memtables is older
   */
  public static @Nullable Pick next(
      List<FileFacts> files,
      List<Pick> running,
      TombstoneGc rule,
      long nowMillis,
      long expiredMillis,
      long memtableTimestampMin) {
    List<FileFacts> expired = new ArrayList<>(Strategy.free(files, running));
    expired.removeIf(file ->
        file.liveUntilMillis() > expiredMillis
            || file.timestampMax()
                >= Math.min(
                    memtableTimestampMin,
                    TombstonePurge.olderThan(rule, List.of(file), nowMillis)));
    // What an expired file shadows must leave with it, or not be there.
    Set<FileFacts> left = new HashSet<>(files);
    left.removeAll(expired);
    for (boolean changed = true; changed; ) {
      changed = false;
      for (FileFacts file : List.copyOf(expired)) {
        if (left.stream().anyMatch(other -> mayHoldOlder(other, file))) {
          expired.remove(file);
          left.add(file);
          changed = true;
        }
      }
    }
    return expired.isEmpty() ? null : new Pick(Pick.Action.DROP, expired, 0, Pick.ONE_FILE);
  }

  private static boolean mayHoldOlder(FileFacts other, FileFacts than) {
    return other.overlaps(than) && other.timestampMin() <= than.timestampMax();
  }
}

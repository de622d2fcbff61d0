// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.compaction.Expired;
import io.ringtail.node.storage.compaction.FileFacts;
import io.ringtail.node.storage.compaction.Pick;
import io.ringtail.node.storage.compaction.Strategy;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.protocol.schema.TableOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a table are compacted next: what has expired, what the strategy of the table's
 * owner picks, and then what would be smaller if it were merged alone. Confined to the loop.
 */
final class CompactionChoice {
  /** A file is merged alone when so much of it may be deletions that can leave. */
  private static final double DROPPABLE_SHARE_MIN = 0.2;

  /** Jobs that are looked ahead for. */
  private static final int PENDING_MAX = 64;

  private final Flusher.Place place;
  private final ManifestStore manifests;
  private final TableSet tables;
  private final CompactionPlans plans;

  /** Files that are left alone, since a block of theirs is damaged. */
  private final Set<Long> damaged = new HashSet<>();

  /** Files that were merged alone, or came of that: it would be of no more use. */
  private final Set<Long> mergedAlone = new HashSet<>();

  CompactionChoice(
      Flusher.Place place, ManifestStore manifests, TableSet tables, CompactionPlans plans) {
    this.place = place;
    this.manifests = manifests;
    this.tables = tables;
    this.plans = plans;
  }

  /**
   * What should be done next with a table's files; null when there is nothing to gain.
   *
   * @param running what is being done; none of its files is picked again
   */
  @Nullable Pick next(int tableId, List<Pick> running) {
    TableOptions options = place.options().of(tableId);
    long nowMillis = place.clock().wallMillis();
    Pick pick =
        Expired.next(
            facts(tableId, true),
            running,
            options.tombstoneGc(),
            nowMillis,
            plans.expiredMillis(),
            plans.memtableTimestampMin(tableId));
    if (pick != null) {
      return pick;
    }
    List<FileFacts> files = facts(tableId, false);
    pick = Strategy.of(options.compaction()).next(files, running, nowMillis);
    return pick == null ? alone(files, running) : pick;
  }

  /** What there is a reason for now, beside what is being done, as far as it is known. */
  List<Pick> pending(int tableId, List<Pick> running) {
    List<Pick> taken = new ArrayList<>(running);
    Pick pick = next(tableId, taken);
    while (pick != null && taken.size() < running.size() + PENDING_MAX) {
      taken.add(pick);
      pick = next(tableId, taken);
    }
    return taken.subList(running.size(), taken.size());
  }

  /**
   * Of what there is a reason for, or a part of it, what takes the least room; null when all of it
   * takes more than there is.
   */
  @Nullable Pick least(int tableId, List<Pick> running, long roomBytesMax) {
    Pick least = null;
    for (Pick pick : pending(tableId, running)) {
      Pick part = pick.within(roomBytesMax);
      if (part == null) {
        List<FileFacts> files = new ArrayList<>(pick.files());
        files.removeIf(file -> file.bytes() > roomBytesMax);
        part = alone(files, running);
      }
      if (part != null && (least == null || part.roomBytes() < least.roomBytes())) {
        least = part;
      }
    }
    return least;
  }

  /** All files of a table that can be merged at once; null when there are none. */
  @Nullable Pick all(int tableId) {
    List<FileFacts> files = facts(tableId, false);
    return files.isEmpty()
        ? null
        : Strategy.of(place.options().of(tableId).compaction()).all(files);
  }

  /** A damaged file is not picked any more, but to be forgotten; false when that was known. */
  boolean leaveAlone(SsTable table) {
    return damaged.add(table.fileId());
  }

  /** Files were made of one by itself. */
  void mergedAlone(List<SsTable> written) {
    written.forEach(table -> mergedAlone.add(table.fileId()));
  }

  /** Files are no longer there. */
  void removed(Collection<Long> fileIds) {
    mergedAlone.removeAll(fileIds);
    damaged.removeAll(fileIds);
  }

  private List<FileFacts> facts(int tableId, boolean withDamaged) {
    long droppableMillis = plans.droppableMillis(tableId);
    List<FileFacts> facts = new ArrayList<>();
    for (SsTable table : tables.of(tableId)) {
      Manifest.File file = manifests.current().files().get(table.fileId());
      if (withDamaged || !damaged.contains(table.fileId())) {
        facts.add(FileFacts.of(table, file == null ? 0 : file.level(), droppableMillis));
      }
    }
    return facts;
  }

  /** The file that holds most that can leave, merged by itself, in its level. */
  private @Nullable Pick alone(List<FileFacts> files, List<Pick> running) {
    FileFacts best = null;
    for (FileFacts file : Strategy.free(files, running)) {
      if (file.droppableShare() >= DROPPABLE_SHARE_MIN
          && !mergedAlone.contains(file.fileId())
          && (best == null || file.droppableShare() > best.droppableShare())) {
        best = file;
      }
    }
    return best == null
        ? null
        : new Pick(Pick.Action.MERGE, List.of(best), best.level(), Pick.ONE_FILE);
  }
}

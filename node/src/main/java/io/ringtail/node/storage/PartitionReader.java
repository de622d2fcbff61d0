// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions: asks the memtables and tables that may know of one, and merges what they say.
 * What is not in memory is loaded, and the read tried again. Confined to the loop.
 */
final class PartitionReader {
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  private final Memtables memtables;
  private final TableSet tables;
  private final BlockCache cache;
  private final BlockLoader loader;
  private final Commits commits;

  PartitionReader(
      Memtables memtables, TableSet tables, BlockCache cache, BlockLoader loader, Commits commits) {
    this.memtables = memtables;
    this.tables = tables;
    this.cache = cache;
    this.loader = loader;
    this.commits = commits;
  }

  ReadOutcome read(Request.Read request, byte[] key) {
    SliceRead slice =
        new SliceRead(
            request.slice(),
            request.columns(),
            Math.max(1, request.rowLimit()),
            Long.MAX_VALUE,
            request.reverse(),
            request.nowMillis());
    Attempt attempt = new Attempt(request.tableId(), Token.hash(key), key, slice);
    ReadOutcome outcome = attempt.outcome();
    return outcome != null ? outcome : new ReadOutcome.Pending(attempt);
  }

  /** One read, until it has all that it needs. */
  private final class Attempt implements ReadOutcome.Waiting {
    private final int tableId;
    private final long token;
    private final byte[] key;
    private final SliceRead slice;
    private final MemoryBlocks blocks = new MemoryBlocks(cache);

    /** The table whose blocks were loaded before those of older ones. */
    private @Nullable SsTable loadedFirst;

    /** Tables that this try has asked, and the most that any has. */
    private int asked;

    private int askedMost;

    Attempt(int tableId, long token, byte[] key, SliceRead slice) {
      this.tableId = tableId;
      this.token = token;
      this.key = key;
      this.slice = slice;
    }

    @Override
    public void whenDone(BooleanSupplier wanted, Consumer<ReadOutcome> consumer) {
      loader.load(
          blocks,
          wanted,
          damage -> {
            if (!wanted.getAsBoolean()) {
              consumer.accept(new ReadOutcome.Unwanted());
              return;
            }
            if (damage != null) {
              consumer.accept(new ReadOutcome.Damaged(damage));
              return;
            }
            ReadOutcome outcome = outcome();
            if (outcome != null) {
              consumer.accept(outcome);
            } else {
              whenDone(wanted, consumer);
            }
          });
    }

    /** What came of it; null when something is not in memory. */
    @Nullable ReadOutcome outcome() {
      try {
        return run();
      } catch (MalformedException malformed) {
        return new ReadOutcome.Damaged(
            String.format(
                "the partition of token %016x is malformed: %s", token, malformed.getMessage()));
      }
    }

    /** The answer; null when something is not in memory. */
    private ReadOutcome.@Nullable Answer run() {
      askedMost = Math.max(asked, askedMost);
      asked = 0;
      List<PartitionView> views = new ArrayList<>(4);
      memtables.find(tableId, token, key, views);
      List<SsTable> candidates = candidates();
      PointRead point = views.size() + candidates.size() > 1 ? point(views, candidates) : null;
      if (point == null ? !findAll(candidates, views) : !findNewest(candidates, views, point)) {
        return null;
      }
      if (views.isEmpty()) {
        return answer(NOTHING, null);
      }
      PartitionView first = views.getFirst();
      if (views.size() == 1 && slice.wantsAll() && !first.expires()) {
        byte[] content = first.content();
        if (content != null) {
          return answer(content, null);
        }
      }
      SliceRead.Part part = slice.of(views);
      return part == null ? null : answer(PartitionCodec.encode(part.data()), part.covered());
    }

    /** The tables that may know something of the slice, the newest first. */
    private List<SsTable> candidates() {
      List<SsTable> candidates = new ArrayList<>(4);
      for (SsTable table : tables.of(tableId)) {
        TableStatistics statistics = table.statistics();
        if (Long.compareUnsigned(token, statistics.tokenMin()) >= 0
            && Long.compareUnsigned(token, statistics.tokenMax()) <= 0
            && statistics.concerns(slice.slice())
            && table.mayContain(token)) {
          candidates.add(table);
        }
      }
      return candidates;
    }

    /** How one row is read, if the slice is of one in all sources that are asked; else null. */
    private @Nullable PointRead point(List<PartitionView> views, List<SsTable> candidates) {
      ByteRange range = slice.slice();
      if (Slices.isSingle(range)) {
        return new PointRead(range, range.start(), slice.columns());
      }
      if (!Slices.isAll(range)) {
        return null;
      }
      for (SsTable table : candidates) {
        if (table.statistics().clusteringMax().length > 0) {
          return null;
        }
      }
      for (PartitionView view : views) {
        if (view.content() == null) {
          return null;
        }
      }
      return new PointRead(range, Row.NO_CLUSTERING, slice.columns());
    }

    private boolean findAll(List<SsTable> candidates, List<PartitionView> views) {
      boolean complete = true;
      for (SsTable table : candidates) {
        asked++;
        SsTable.Found found = table.findAdmitted(token, key, blocks);
        if (found instanceof SsTable.Found.Partition partition) {
          views.add(partition.view());
        } else {
          complete &= found != SsTable.Found.Nothing.MISSING;
        }
      }
      return complete;
    }

    /**
     * Asks the newest tables first, and no table that can add nothing to what the others know. The
     * first that is not in memory is loaded alone, since it may make the rest needless; if it does
     * not, the rest is loaded at once.
     *
     * @param views of the memtables; in the end the only view of the partition, or one of all
     */
    private boolean findNewest(
        List<SsTable> candidates, List<PartitionView> views, PointRead point) {
      views.forEach(point::add); // memtables are in memory
      boolean complete = true;
      for (int i = 0; i < candidates.size(); i++) {
        SsTable table = candidates.get(i);
        if (point.isAbove(table.statistics())) {
          continue;
        }
        asked++;
        SsTable.Found found = table.findAdmitted(token, key, blocks);
        boolean there = found != SsTable.Found.Nothing.MISSING;
        if (found instanceof SsTable.Found.Partition partition) {
          views.add(partition.view());
          there = point.add(partition.view());
        }
        if (!there && isWorthWaiting(table, candidates.subList(i + 1, candidates.size()))) {
          return false;
        }
        complete &= there;
      }
      if (views.size() > 1) {
        views.clear();
        views.add(point.view());
      }
      return complete;
    }

    /** Whether a table that is being loaded may make it needless to read one of the older ones. */
    private boolean isWorthWaiting(SsTable table, List<SsTable> older) {
      if (loadedFirst != null && loadedFirst != table) {
        return false;
      }
      long newest = table.statistics().timestampMax();
      for (SsTable each : older) {
        if (each.statistics().timestampMax() < newest
            && PointRead.mayBeSettled(each.statistics())) {
          loadedFirst = table;
          return true;
        }
      }
      return false;
    }

    private ReadOutcome.Answer answer(byte[] content, byte @Nullable [] covered) {
      return new ReadOutcome.Answer(
          content, covered, commits.toWaitFor(tableId, token), Math.max(asked, askedMost));
    }
  }
}

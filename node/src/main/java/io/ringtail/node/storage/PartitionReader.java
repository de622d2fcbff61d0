// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions: asks every memtable and table that may know of one, and merges what they say.
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
    ReadOutcome.Answer answer = attempt.run();
    return answer != null ? answer : new ReadOutcome.Pending(attempt);
  }

  /** One read, until it has all that it needs. */
  private final class Attempt implements ReadOutcome.Waiting {
    private final int tableId;
    private final long token;
    private final byte[] key;
    private final SliceRead slice;
    private final MemoryBlocks blocks = new MemoryBlocks(cache);

    Attempt(int tableId, long token, byte[] key, SliceRead slice) {
      this.tableId = tableId;
      this.token = token;
      this.key = key;
      this.slice = slice;
    }

    @Override
    public void whenDone(Consumer<ReadOutcome> consumer) {
      loader.load(
          blocks,
          damage -> {
            if (damage != null) {
              consumer.accept(new ReadOutcome.Damaged(damage));
              return;
            }
            ReadOutcome.Answer answer = run();
            if (answer != null) {
              consumer.accept(answer);
            } else {
              whenDone(consumer);
            }
          });
    }

    /** The answer; null when something is not in memory. */
    ReadOutcome.@Nullable Answer run() {
      List<PartitionView> views = new ArrayList<>(4);
      memtables.find(tableId, token, key, views);
      if (!findInTables(views)) {
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

    private boolean findInTables(List<PartitionView> views) {
      boolean complete = true;
      for (SsTable table : tables.of(tableId)) {
        TableStatistics statistics = table.statistics();
        if (Long.compareUnsigned(token, statistics.tokenMin()) < 0
            || Long.compareUnsigned(token, statistics.tokenMax()) > 0
            || !statistics.concerns(slice.slice())) {
          continue;
        }
        SsTable.Found found = table.find(token, key, blocks);
        if (found instanceof SsTable.Found.Partition partition) {
          views.add(partition.view());
        } else {
          complete &= found != SsTable.Found.Nothing.MISSING;
        }
      }
      return complete;
    }

    private ReadOutcome.Answer answer(byte[] content, byte @Nullable [] covered) {
      return new ReadOutcome.Answer(content, covered, commits.toWaitFor(tableId, token));
    }
  }
}

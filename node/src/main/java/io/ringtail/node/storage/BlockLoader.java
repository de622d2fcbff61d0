// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.MemoryBlocks.Missing;
import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.sstable.Block;
import io.ringtail.node.storage.sstable.DamagedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings missing blocks into memory, while their tables are kept open. What the reads of a turn of
 * the loop miss is read together at its end: each block once, in the order of files and offsets.
 * Confined to the loop.
 */
final class BlockLoader {
  /** Waking a thread costs as much as reading some blocks that the system has in memory. */
  private static final int TASK_BLOCKS_MIN = 4;

  /** A disk is faster at some reads at a time than at one. */
  private static final int TASKS_MAX = 4;

  private static final Comparator<Missing> BY_PLACE =
      Comparator.comparingLong((Missing each) -> each.table().fileId())
          .thenComparingLong(each -> each.handle().offset());

  private final Background background;
  private final TableSet tables;
  private final SuspectSet suspects;
  private final BlockCache cache;

  /** Who waits for blocks that were missed in this turn; by block. */
  private Map<Missing, List<Waiting>> turn = new LinkedHashMap<>();

  BlockLoader(Background background, TableSet tables, SuspectSet suspects, BlockCache cache) {
    this.background = background;
    this.tables = tables;
    this.suspects = suspects;
    this.cache = cache;
  }

  /** One read, until all that it missed is there. */
  private static final class Waiting {
    final MemoryBlocks blocks;
    final BooleanSupplier wanted;
    final Consumer<@Nullable String> done;
    int missing;
    @Nullable String damage;

    Waiting(
        MemoryBlocks blocks, BooleanSupplier wanted, int missing, Consumer<@Nullable String> done) {
      this.blocks = blocks;
      this.wanted = wanted;
      this.missing = missing;
      this.done = done;
    }
  }

  /** A block, or why it cannot be had; neither of them where nobody wanted it any more. */
  private record Loaded(@Nullable Block block, @Nullable DamagedException damage) {
    static final Loaded NOT_WANTED = new Loaded(null, null);
  }

  /**
   * Loads what is missing.
   *
   * @param wanted whether it is still; asked on any thread, just before a block is read
   * @param done gets null when all is there that is still wanted, else what is damaged
   */
  void load(MemoryBlocks blocks, BooleanSupplier wanted, Consumer<@Nullable String> done) {
    List<Missing> missing = blocks.takeMissing();
    Waiting waiting = new Waiting(blocks, wanted, missing.size(), done);
    if (turn.isEmpty()) {
      background.afterTurn(this::send);
    }
    for (Missing each : missing) {
      tables.retain(each.table());
      turn.computeIfAbsent(each, which -> new ArrayList<>(1)).add(waiting);
    }
  }

  private void send() {
    Map<Missing, List<Waiting>> sent = turn;
    turn = new LinkedHashMap<>();
    List<Missing> all = new ArrayList<>(sent.keySet());
    all.sort(BY_PLACE);
    int tasks = Math.clamp(all.size() / TASK_BLOCKS_MIN, 1, TASKS_MAX);
    for (int task = 0; task < tasks; task++) {
      List<Missing> part = all.subList(task * all.size() / tasks, (task + 1) * all.size() / tasks);
      background.run(
          () -> read(part, sent), (loaded, failure) -> loaded(part, loaded, failure, sent));
    }
  }

  private static List<Loaded> read(List<Missing> missing, Map<Missing, List<Waiting>> sent) {
    List<Loaded> loaded = new ArrayList<>(missing.size());
    for (Missing each : missing) {
      if (!isWanted(sent.getOrDefault(each, List.of()))) {
        loaded.add(Loaded.NOT_WANTED);
        continue;
      }
      try {
        loaded.add(new Loaded(each.table().read(each.handle(), each.kind()), null));
      } catch (DamagedException damage) {
        loaded.add(new Loaded(null, damage));
      }
    }
    return loaded;
  }

  private static boolean isWanted(List<Waiting> by) {
    for (Waiting each : by) {
      if (each.wanted.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  private void loaded(
      List<Missing> missing,
      @Nullable List<Loaded> loaded,
      @Nullable Exception failure,
      Map<Missing, List<Waiting>> sent) {
    List<Waiting> ended = new ArrayList<>();
    for (int i = 0; i < missing.size(); i++) {
      Missing which = missing.get(i);
      Block block = loaded == null ? null : loaded.get(i).block();
      Exception problem = loaded == null ? failure : loaded.get(i).damage();
      if (block != null) {
        cache.put(which.key(), block);
      } else if (problem != null) {
        suspects.found(problem, List.of(which.table()));
      }
      for (Waiting each : sent.getOrDefault(which, List.of())) {
        tables.release(which.table());
        if (block != null) {
          each.blocks.add(which, block);
        } else if (problem != null && each.damage == null) {
          each.damage = String.valueOf(problem.getMessage());
        }
        each.missing--;
        if (each.missing == 0) {
          ended.add(each);
        }
      }
    }
    // Only now: what a read finds in the cache lies there until the next block is put there.
    for (Waiting each : ended) {
      each.done.accept(each.damage);
    }
  }
}

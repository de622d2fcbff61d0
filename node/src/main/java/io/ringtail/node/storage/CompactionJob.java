// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.compaction.Compaction;
import io.ringtail.node.storage.compaction.CompactionBudget;
import io.ringtail.node.storage.compaction.Pick;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One merge that runs, in one or several disjoint ranges of tokens at once. Each range is merged a
 * step at a time on the executor for compactions; between steps the loop asks the budget, and puts
 * the next step off where that is used up, so that no thread waits. Confined to the loop.
 */
final class CompactionJob {
  /** Bytes merged between two looks at budget and loop: some milliseconds of work. */
  private static final long STEP_BYTES = 1 << 20;

  /**
   * What a job needs of its surroundings.
   *
   * @param halted whether it has to stop where it is until it is told to go on
   * @param stopped whether it has to end without a result
   */
  record Surroundings(
      Flusher.Place place,
      Background background,
      CompactionBudget budget,
      LongSupplier fileIds,
      BooleanSupplier halted,
      BooleanSupplier stopped) {}

  /** What a step on another thread found. */
  private record Step(long bytes, double progress, long endedNanos) {}

  private static final class Range {
    final Compaction compaction;
    long spareFileId;
    boolean waiting;
    double progress;

    Range(Compaction compaction, long spareFileId) {
      this.compaction = compaction;
      this.spareFileId = spareFileId;
    }
  }

  private final int tableId;
  private final Pick pick;
  private final List<SsTable> sources;
  private final Surroundings around;
  private final Clock clock;
  private final Consumer<CompactionJob> ended;
  private final long startedMillis;
  private final List<Range> ranges = new ArrayList<>();
  private final List<SsTable> written = new ArrayList<>();
  private int left;
  private @Nullable Exception failure;

  /**
   * Prepares a job.
   *
   * @param sources the picked tables, which stay open until it has ended
   * @param ended told once, when nothing of it runs any more
   */
  CompactionJob(
      int tableId,
      Pick pick,
      List<SsTable> sources,
      Surroundings around,
      Consumer<CompactionJob> ended) {
    this.tableId = tableId;
    this.pick = pick;
    this.sources = List.copyOf(sources);
    this.around = around;
    this.clock = around.place().clock();
    this.ended = ended;
    this.startedMillis = clock.wallMillis();
  }

  /** Begins to merge, by plans for disjoint ranges. */
  void start(List<Compaction.Plan> plans) {
    for (Compaction.Plan plan : plans) {
      ranges.add(new Range(new Compaction(plan), around.fileIds().getAsLong()));
    }
    left = ranges.size();
    ranges.forEach(this::step);
  }

  /** Goes on where it was halted, or has to notice that it is stopped. */
  void wake() {
    for (Range range : ranges) {
      wake(range);
    }
  }

  private void wake(Range range) {
    if (range.waiting && (!around.halted().getAsBoolean() || around.stopped().getAsBoolean())) {
      range.waiting = false;
      step(range);
    }
  }

  private void step(Range range) {
    if (around.halted().getAsBoolean() && !around.stopped().getAsBoolean()) {
      range.waiting = true;
      return;
    }
    boolean abandon = failure != null || around.stopped().getAsBoolean();
    long fileId = range.spareFileId;
    around
        .background()
        .compact(
            () -> {
              if (abandon || around.stopped().getAsBoolean()) {
                range.compaction.abandon();
                return new Step(-1, 0, clock.nanos());
              }
              long bytes = range.compaction.step(STEP_BYTES, fileId);
              return new Step(bytes, range.compaction.progress(), clock.nanos());
            },
            (step, cause) -> stepped(range, step, cause));
  }

  private void stepped(Range range, @Nullable Step step, @Nullable Exception cause) {
    if (step == null) {
      failure = cause == null ? new IllegalStateException("no result and no failure") : cause;
      rangeEnded();
      return;
    }
    if (step.bytes() < 0) {
      if (failure == null) {
        failure = new StorageException("storage is being closed");
      }
      rangeEnded();
      return;
    }
    range.progress = step.progress();
    long now = clock.nanos();
    around.budget().loopDelay(now - step.endedNanos(), now);
    if (range.compaction.usedFileId()) {
      range.spareFileId = around.fileIds().getAsLong();
    }
    if (range.compaction.isDone()) {
      written.addAll(range.compaction.written());
      rangeEnded();
      return;
    }
    long wait = around.budget().take(step.bytes(), now);
    if (wait == 0 || around.stopped().getAsBoolean()) {
      step(range);
    } else {
      range.waiting = true;
      var _ = around.place().loop().schedule(() -> wake(range), wait, TimeUnit.NANOSECONDS);
    }
  }

  private void rangeEnded() {
    left--;
    if (left == 0) {
      ended.accept(this);
    }
  }

  int tableId() {
    return tableId;
  }

  Pick pick() {
    return pick;
  }

  List<SsTable> sources() {
    return sources;
  }

  /** The tables that were written, open and durable; not in the manifest yet. */
  List<SsTable> written() {
    return written;
  }

  /** Why it has no result; null when it has one. */
  @Nullable Exception failure() {
    return failure;
  }

  CompactionStatus.Running running() {
    double progress = 0;
    for (Range range : ranges) {
      progress += range.progress / ranges.size();
    }
    long bytes = pick.bytes();
    return new CompactionStatus.Running(
        tableId, List.copyOf(pick.fileIds()), (long) (progress * bytes), bytes);
  }

  /** What the history tells of it. */
  CompactionStatus.Done done() {
    List<SsTable> out = failure == null ? written : List.of();
    return new CompactionStatus.Done(
        startedMillis,
        clock.wallMillis() - startedMillis,
        tableId,
        List.copyOf(pick.fileIds()),
        out.stream().map(SsTable::fileId).toList(),
        CompactionStatus.Contents.of(sources),
        CompactionStatus.Contents.of(out),
        failure == null ? null : String.valueOf(failure.getMessage()));
  }
}

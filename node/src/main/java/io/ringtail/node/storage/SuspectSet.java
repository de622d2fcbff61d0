// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.disk.DiskFullException;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.SsTable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is suspect in a shard now. A change counts at once, and is written in the background: should
 * the process die before, what is damaged is met again, and what was rebuilt is suspect once more.
 * Confined to the loop.
 */
final class SuspectSet {
  private static final Logger LOG = LoggerFactory.getLogger(SuspectSet.class);

  /** A full disk is tried again after this. */
  private static final long RETRY_MILLIS = 500;

  private record Waiter(long change, CompletableFuture<Void> done) {}

  private final SuspectFile file;
  private final Background background;
  private final ScheduledExecutorService loop;
  private final StorageFailure failure;

  /** Who waits for a change to be durable, in their order; bounded by the vnodes being rebuilt. */
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  private Suspects current;
  private long changes;
  private long durableChanges;
  private boolean writing;
  private boolean stopped;

  SuspectSet(
      SuspectFile file,
      Suspects current,
      Background background,
      ScheduledExecutorService loop,
      StorageFailure failure) {
    this.file = file;
    this.current = current;
    this.background = background;
    this.loop = loop;
    this.failure = failure;
  }

  Suspects current() {
    return current;
  }

  /**
   * Takes note of a failed read of a table: what its block may hold is suspect, unless it is only
   * that the disk could not be read this time.
   *
   * @param tables one of which it was
   */
  void found(@Nullable Exception cause, Collection<SsTable> tables) {
    if (!(cause instanceof DamagedException damaged) || damaged.isUnreadable()) {
      return;
    }
    for (SsTable table : tables) {
      if (table.path().equals(damaged.path())) {
        add(Suspects.of(table.tokensAround(damaged.offset())), damaged);
        return;
      }
    }
  }

  private void add(Suspects more, DamagedException damaged) {
    Suspects all = current.with(more);
    if (!all.equals(current)) {
      current = all;
      changes++;
      file.warn(List.of(String.valueOf(damaged.getMessage())));
      write();
    }
  }

  /** What was suspect is as good as on the other replicas; completes when that is durable. */
  CompletableFuture<Void> rebuilt(Suspects cleared) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    current = current.without(cleared);
    changes++;
    waiters.addLast(new Waiter(changes, done));
    if (current.isEmpty()) {
      LOG.info("{}: all that was suspect is rebuilt", file.folder());
    }
    write();
    return done;
  }

  /** What the disk had no room for is not tried again. */
  void stop() {
    stopped = true;
  }

  private void write() {
    if (writing || durableChanges == changes || failure.failed()) {
      return;
    }
    writing = true;
    long upTo = changes;
    Suspects written = current;
    background.run(
        () -> {
          file.write(written);
          return written;
        },
        (done, cause) -> {
          writing = false;
          if (cause instanceof DiskFullException) {
            var _ = loop.schedule(this::tryAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
          } else if (cause != null) {
            failure.fail("cannot write what is suspect in " + file.folder(), cause);
          } else {
            durableChanges = upTo;
            while (!waiters.isEmpty() && waiters.getFirst().change() <= upTo) {
              waiters.removeFirst().done().complete(null);
            }
            write();
          }
        });
  }

  private void tryAgain() {
    if (!stopped) {
      write();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where hints are committed, by the mode's rule. At most one fsync of segments is under way,
 * and all that is written meanwhile shares the next one. Confined to the loop.
 */
final class HintCommits {
  private static final Logger LOG = LoggerFactory.getLogger(HintCommits.class);

  private final SyncMode mode;
  private final HintThreads threads;
  private final HintListener listener;
  private Runnable whenSynced = () -> {};
  private final @Nullable ScheduledFuture<?> timer;

  /** Segments that were written to, or sealed, and not synced since, with no fsync under way. */
  private final Set<HintSegment> unsynced = new LinkedHashSet<>();

  private boolean syncing;
  private boolean closing;
  private boolean failed;
  private long appended;
  private long written;
  private long committed;

  /** Nothing is there to be committed yet. */
  HintCommits(SyncMode mode, long syncPeriodMillis, HintThreads threads, HintListener listener) {
    this.mode = mode;
    this.threads = threads;
    this.listener = listener;
    this.timer =
        mode == SyncMode.PERIODIC
            ? threads
                .loop()
                .scheduleAtFixedRate(
                    this::sync, syncPeriodMillis, syncPeriodMillis, TimeUnit.MILLISECONDS)
            : null;
  }

  /** Names what is run after each fsync. */
  void whenSynced(Runnable task) {
    whenSynced = task;
  }

  /** The next position; it is appended. */
  long append() {
    return ++appended;
  }

  long appended() {
    return appended;
  }

  /** The position up to which everything is in the operating system's hands, or refused. */
  long written() {
    return written;
  }

  long committed() {
    return committed;
  }

  /** A segment was written to. */
  void wrote(HintSegment segment) {
    if (mode != SyncMode.NONE) {
      unsynced.add(segment);
    }
  }

  /** Nothing more is written to a segment: it is synced, in any mode, and then closed. */
  void sealed(HintSegment segment) {
    unsynced.add(segment);
    syncUnlessPeriodic();
  }

  private void syncUnlessPeriodic() {
    if (mode != SyncMode.PERIODIC || closing) {
      sync();
    }
  }

  /** All up to a position is in the operating system's hands: commits it, or begins to. */
  void written(long position) {
    written = position;
    if (mode != SyncMode.GROUP) {
      commit(position);
    }
    syncUnlessPeriodic();
  }

  /** Begins an fsync, unless one is under way: then it follows that one. */
  private void sync() {
    if (syncing || failed) {
      return;
    }
    if (unsynced.isEmpty()) {
      commit(written);
      return;
    }
    long upTo = written;
    List<DiskFile> files = new ArrayList<>();
    List<DiskFile> toClose = new ArrayList<>();
    for (HintSegment segment : unsynced) {
      DiskFile file = Objects.requireNonNull(segment.file());
      files.add(file);
      if (segment.isSealed()) {
        segment.closed();
        toClose.add(file);
      }
    }
    unsynced.clear();
    syncing = true;
    threads
        .sync()
        .execute(() -> {
          Throwable failure = null;
          try {
            force(files, toClose);
          } catch (Throwable thrown) {
            failure = thrown;
            if (thrown instanceof Error error) {
              throw error;
            }
          } finally {
            Throwable cause = failure;
            threads.loop().execute(() -> syncDone(upTo, cause));
          }
        });
  }

  private static void force(List<DiskFile> files, List<DiskFile> toClose) throws IOException {
    try {
      for (DiskFile file : files) {
        file.force();
      }
    } finally {
      for (DiskFile file : toClose) {
        file.close();
      }
    }
  }

  private void syncDone(long upTo, @Nullable Throwable failure) {
    syncing = false;
    if (failure != null) {
      fail("cannot sync hints", failure);
    } else {
      commit(upTo);
      syncUnlessPeriodic();
    }
    whenSynced.run();
  }

  private void commit(long position) {
    if (position > committed && !failed) {
      committed = position;
      listener.committed(position);
    }
  }

  /** Nothing is committed any more; the first time it is told. */
  void fail(String reason, Throwable cause) {
    if (!failed) {
      failed = true;
      listener.failed(reason + ": " + cause.getMessage(), cause);
    }
  }

  boolean isFailed() {
    return failed;
  }

  /** Syncs what is left, whatever the mode; after a failure only closes the files of it. */
  void close() {
    closing = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (failed && !syncing) {
      closeFiles();
    }
    sync();
  }

  private void closeFiles() {
    for (HintSegment segment : unsynced) {
      try {
        Objects.requireNonNull(segment.file()).close();
      } catch (IOException failure) {
        LOG.warn("cannot close {}: {}", segment.path(), failure.getMessage());
      }
    }
    unsynced.clear();
  }

  /** Whether everything is synced, or never will be. */
  boolean isIdle() {
    return !syncing && unsynced.isEmpty();
  }
}

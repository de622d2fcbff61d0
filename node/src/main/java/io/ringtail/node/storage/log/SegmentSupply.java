// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log's next segment ready: allocated, synced and in its folder, so that writing to it
 * needs no room, and filled where that spares its fsyncs the file system's journal. Confined to the
 * loop; allocates on the I/O executor.
 */
final class SegmentSupply {
  /** A full disk is looked at again after this. */
  private static final long RETRY_MILLIS = 500;

  /**
   * Segments of flushed memtables that are kept for use again: eight of 16 MiB are what a flush of
   * the usual 64 to 128 MiB of memtables sets free.
   */
  private static final int KEPT_MAX = 8;

  /** Size of a log's first segment: small, so that a start is quick. */
  private static final int BYTES_INITIAL = 1 << 20;

  /** Most segments that wait ready; one, until that was too few. */
  private static final int READY_MAX = 4;

  /** An archive that failed is tried again after this. */
  private static final long ARCHIVE_RETRY_MILLIS = 5_000;

  /**
   * Segments that wait for their archive; with more of them, 4 GiB of 16 MiB, no write is taken.
   */
  private static final int UNARCHIVED_MAX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);

  private final Disk disk;
  private final String folder;
  private final @Nullable LogArchive archive;
  private final SyncMode mode;
  private final int segmentBytes;
  private final LogThreads threads;
  private final LogListener listener;
  private Runnable whenReady = () -> {};
  private final Deque<LogSegment> free = new ArrayDeque<>();
  private int nextId;
  private final Deque<LogSegment> ready = new ArrayDeque<>();
  private int readyWanted = 1;
  private boolean preparing;
  private boolean diskFull;

  /** Segments that are to be archived, and then given free, oldest first. */
  private final Deque<LogSegment> unarchived = new ArrayDeque<>();

  private boolean archiving;
  private @Nullable String archiveProblem;

  /** A segment could not be made, for another reason than a full disk: none is made any more. */
  private boolean failed;

  /** What runs on the I/O executor now. */
  private int tasks;

  /** Not null once closed: to be run when no task is left. */
  private @Nullable Runnable whenClosed;

  SegmentSupply(CommitLog.Settings settings, int nextId, LogThreads threads, LogListener listener) {
    this.disk = settings.disk();
    this.folder = settings.folder();
    this.mode = settings.mode();
    this.segmentBytes = settings.segmentBytes();
    this.archive =
        settings.archive().isEmpty() ? null : new LogArchive(disk, folder, settings.archive());
    this.nextId = nextId;
    this.threads = threads;
    this.listener = listener;
  }

  /** Names what is run whenever another segment is ready, or could not be made. */
  void whenReady(Runnable task) {
    whenReady = task;
  }

  /** Makes a segment on the calling thread: the first one, before the loop starts. */
  LogSegment first() throws IOException {
    return prepare(nextId++, Math.min(BYTES_INITIAL, segmentBytes), null);
  }

  /** Whether the last attempt to make a segment found the disk full. */
  boolean diskFull() {
    return diskFull;
  }

  /** Whether it is no use to wait for a segment now. */
  boolean stuck() {
    return ready.isEmpty() && (diskFull || failed);
  }

  /** Id of the segment that comes next, there or not. */
  int comingId() {
    return ready.isEmpty() ? nextId : ready.getFirst().id();
  }

  /**
   * Takes the next segment; null when it is not made yet: then it is told once it is, and more of
   * them are kept ready from now on.
   */
  @Nullable LogSegment poll() {
    LogSegment segment = ready.pollFirst();
    if (segment == null) {
      readyWanted = Math.min(readyWanted + 1, READY_MAX);
    }
    refill();
    return segment;
  }

  /** Begins to make a segment, unless enough are there or one is being made. */
  void refill() {
    if (ready.size() >= readyWanted || preparing || diskFull || failed || whenClosed != null) {
      return;
    }
    begin();
  }

  private void begin() {
    if (whenClosed != null) {
      return;
    }
    preparing = true;
    int id = nextId;
    LogSegment old = free.pollFirst();
    tasks++;
    threads
        .io()
        .execute(() -> {
          LogSegment made = null;
          Throwable failure = null;
          try {
            made = prepare(id, segmentBytes, old);
          } catch (Throwable thrown) {
            failure = thrown;
            if (thrown instanceof Error error) {
              throw error;
            }
          } finally {
            LogSegment segment = made;
            Throwable cause = failure;
            threads.loop().execute(() -> prepared(segment, old, cause));
          }
        });
  }

  private void prepared(
      @Nullable LogSegment segment, @Nullable LogSegment old, @Nullable Throwable failure) {
    preparing = false;
    diskFull = failure instanceof DiskFullException;
    if (segment != null) {
      nextId++;
      ready.addLast(segment);
      refill();
    } else if (diskFull) {
      if (old != null) {
        // Its new name found no room; it still has the one before.
        free.addFirst(old);
      }
      var _ = threads.loop().schedule(this::begin, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } else if (failure != null) {
      failed = true;
      listener.failed("cannot make log segment " + path(nextId), failure);
    }
    whenReady.run();
    taskDone();
  }

  /** Takes back a segment all of whose records are in tables. */
  void release(LogSegment segment) {
    if (archive == null) {
      giveFree(segment);
    } else {
      unarchived.addLast(segment);
      archiveNext();
    }
  }

  /** Takes back, before the loop starts, segments that an earlier process did not archive. */
  void releasePast(List<LogSegment> segments) {
    unarchived.addAll(segments);
    if (!segments.isEmpty()) {
      threads.loop().execute(this::archiveNext);
    }
  }

  /** Whether so many segments wait for their archive that no more may be filled. */
  boolean archiveFull() {
    return unarchived.size() >= UNARCHIVED_MAX;
  }

  /** Why the last attempt to archive a segment failed; null when it did not. */
  @Nullable String archiveProblem() {
    return archiveProblem == null
        ? null
        : archiveProblem + "; " + unarchived.size() + " segments wait for it";
  }

  private void archiveNext() {
    LogSegment next = unarchived.peekFirst();
    LogArchive to = archive;
    if (next == null || to == null || archiving || whenClosed != null) {
      return;
    }
    archiving = true;
    tasks++;
    threads
        .io()
        .execute(() -> {
          Throwable failure = null;
          try {
            to.keep(next.id());
          } catch (Throwable thrown) {
            failure = thrown;
            if (thrown instanceof Error error) {
              throw error;
            }
          } finally {
            Throwable cause = failure;
            threads.loop().execute(() -> archived(next, cause));
          }
        });
  }

  private void archived(LogSegment segment, @Nullable Throwable failure) {
    archiving = false;
    if (failure == null) {
      if (archiveProblem != null) {
        LOG.info("log segment {} is archived again", path(segment.id()));
      }
      archiveProblem = null;
      unarchived.removeFirst();
      giveFree(segment);
      archiveNext();
    } else {
      if (archiveProblem == null) {
        LOG.warn(
            "log segment {} cannot be archived, and is kept: {}; writes are refused once {} wait",
            path(segment.id()),
            failure.getMessage(),
            UNARCHIVED_MAX);
      }
      archiveProblem = String.valueOf(failure.getMessage());
      var _ =
          threads.loop().schedule(this::archiveNext, ARCHIVE_RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
    taskDone();
  }

  /** Keeps a segment for use again, or deletes it. */
  private void giveFree(LogSegment segment) {
    if (whenClosed != null) {
      // Too late to use it again; the next start deletes it.
      free.addLast(segment);
    } else if (free.size() < KEPT_MAX && segment.sizeBytes() == segmentBytes) {
      free.addLast(segment);
    } else {
      tasks++;
      threads.io().execute(() -> delete(segment));
    }
  }

  private void delete(LogSegment segment) {
    IOException failure = null;
    try {
      segment.file().close();
      disk.delete(path(segment.id()));
    } catch (IOException thrown) {
      failure = thrown;
    }
    IOException cause = failure;
    threads
        .loop()
        .execute(() -> {
          if (cause != null) {
            listener.failed("cannot delete log segment " + path(segment.id()), cause);
          }
          taskDone();
        });
  }

  private LogSegment prepare(int id, int bytes, @Nullable LogSegment old) throws IOException {
    if (old != null) {
      disk.rename(path(old.id()), path(id));
      old.file().write(LogFormat.segmentHeader(id), 0);
      old.file().force();
      disk.syncFolder(folder);
      return new LogSegment(id, old.file(), old.sizeBytes());
    }
    DiskFile file = disk.openForWrite(path(id));
    try {
      takeRoom(file, bytes);
      file.write(LogFormat.segmentHeader(id), 0);
      file.force();
      disk.syncFolder(folder);
    } catch (IOException failure) {
      file.close();
      disk.delete(path(id));
      throw failure;
    }
    return new LogSegment(id, file, bytes);
  }

  /**
   * Where each write waits for an fsync, zeros are written, so that it finds known blocks; else an
   * fsync is rare, and room is all that is needed.
   */
  private void takeRoom(DiskFile file, int bytes) throws IOException {
    if (mode == SyncMode.GROUP) {
      file.zero(0, bytes);
    } else {
      file.allocate(0, bytes);
    }
  }

  /** Stops making segments, closes those that are not in use, and then runs something. */
  void close(Runnable then) {
    whenClosed = then;
    tasks++;
    taskDone();
  }

  private void taskDone() {
    tasks--;
    if (tasks > 0 || whenClosed == null) {
      return;
    }
    try {
      for (LogSegment segment : ready) {
        segment.file().close();
      }
      for (LogSegment segment : free) {
        segment.file().close();
      }
      for (LogSegment segment : unarchived) {
        segment.file().close();
      }
    } catch (IOException failure) {
      listener.failed("cannot close the log's spare segments", failure);
    }
    whenClosed.run();
  }

  private String path(int id) {
    return folder + "/" + LogFormat.fileName(id);
  }
}

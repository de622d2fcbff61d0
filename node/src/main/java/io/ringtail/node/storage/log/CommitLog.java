// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shard's commit log as it is written: records are gathered in a buffer, which {@link #writeTurn}
 * hands to the operating system once a turn of the loop, and committed by the mode's rule. Confined
 * to the loop; at most one fsync is under way, and all writes that arrive meanwhile share the next.
 */
public final class CommitLog {
  /** A turn's records are written early when they are more than this. */
  private static final int BUFFER_BYTES = 1 << 18;

  /** Records may wait in the buffer for their segment to be made, as long as they are not more. */
  private static final int BUFFER_BYTES_MAX = 4 << 20;

  private final SyncMode mode;
  private final int segmentBytes;
  private final LogThreads threads;
  private final LogListener listener;
  private final SegmentSupply supply;
  private final LogBuffer buffer = new LogBuffer();
  private final @Nullable ScheduledFuture<?> timer;

  /** Segments before the current one whose records may not all be in tables, oldest first. */
  private final Deque<LogSegment> older = new ArrayDeque<>();

  /** Segments before the current one with bytes that are not synced and no fsync under way. */
  private final List<LogSegment> unsynced = new ArrayList<>();

  /** Segments that an fsync is under way for; null when none is. */
  private @Nullable List<LogSegment> syncing;

  /** The segment that is written to; null while it is being made. */
  private @Nullable LogSegment current;

  private int currentId;
  private int currentBytes;

  /** Offset in the current segment behind all batches that were ended, the buffer's too. */
  private int end;

  /** Place of the seal of the segment before the current one. */
  private long lastSeal;

  private long written;
  private long synced;
  private long committed;
  private long releasable;
  private long records;
  private long recordBytes;
  private long fsyncs;

  /** Nothing is taken any more: after a failure, or when it is closed. */
  private boolean failed;

  private @Nullable Runnable whenClosed;

  private CommitLog(
      Settings settings,
      LogThreads threads,
      LogListener listener,
      SegmentSupply supply,
      LogSegment first) {
    this.mode = settings.mode();
    this.segmentBytes = settings.segmentBytes();
    this.threads = threads;
    this.listener = listener;
    this.supply = supply;
    this.current = first;
    this.currentId = first.id();
    this.currentBytes = first.sizeBytes();
    this.end = LogFormat.SEGMENT_HEADER_BYTES;
    this.written = position();
    this.synced = written;
    this.committed = written;
    long period = settings.syncPeriodMillis();
    this.timer =
        mode == SyncMode.PERIODIC
            ? threads.loop().scheduleAtFixedRate(this::sync, period, period, TimeUnit.MILLISECONDS)
            : null;
    supply.whenReady(this::segmentReady);
  }

  /**
   * What a log needs to be opened.
   *
   * @param archive folder that segments are copied to before they are given up; empty for none
   */
  public record Settings(
      Disk disk,
      String folder,
      SyncMode mode,
      long syncPeriodMillis,
      int segmentBytes,
      String archive) {}

  /**
   * Begins a new segment behind those that were replayed.
   *
   * @param replayed what {@link LogReplay#replay} returned
   */
  public static CommitLog open(
      Settings settings, LogReplay.Segments replayed, LogThreads threads, LogListener listener)
      throws IOException {
    int nextId = replayed.live().isEmpty() ? 1 : replayed.live().getLast() + 1;
    SegmentSupply supply = new SegmentSupply(settings, nextId, threads, listener);
    CommitLog log = new CommitLog(settings, threads, listener, supply, supply.first());
    for (int id : replayed.live()) {
      log.older.addLast(segment(settings, id));
    }
    List<LogSegment> past = new ArrayList<>();
    for (int id : replayed.past()) {
      past.add(segment(settings, id));
    }
    supply.releasePast(past);
    return log;
  }

  private static LogSegment segment(Settings settings, int id) throws IOException {
    DiskFile file = settings.disk().openForWrite(settings.folder() + "/" + LogFormat.fileName(id));
    return new LogSegment(id, file, (int) file.sizeBytes());
  }

  /** The position behind everything that was appended. */
  public long position() {
    endBatch();
    return LogPosition.of(currentId, end);
  }

  private void endBatch() {
    int bytes = buffer.endBatch(LogPosition.of(currentId, end), synced);
    end += bytes;
    recordBytes += bytes;
  }

  /**
   * Where a replay may begin once everything that was appended is in tables: always in a segment
   * that is there, though the current one may still have to be made.
   */
  public long replayStart() {
    return current != null ? position() : lastSeal;
  }

  /** The position up to which everything is committed. */
  public long committed() {
    return committed;
  }

  /** Segments that hold records which may not all be in tables. */
  public int segments() {
    return older.size() + 1;
  }

  /** What was written since the log was opened. */
  public LogCounts counts() {
    return new LogCounts(records, recordBytes, fsyncs);
  }

  /** Whether the log can take no more because there is no room for what it holds. */
  public boolean diskFull() {
    return supply.diskFull() || supply.archiveFull();
  }

  /** Why segments cannot be archived now; null when they can, or when they are not to be. */
  public @Nullable String archiveProblem() {
    return supply.archiveProblem();
  }

  /** Bytes of the records of mutations that fit in one segment together. */
  public int recordsBytesMax() {
    return segmentBytes - LogFormat.SEGMENT_HEADER_BYTES - LogFormat.SEAL_BYTES;
  }

  /** Bytes that a mutation's record takes at most. */
  public static int recordBytesMax(byte[] key, byte[] content) {
    return LogFormat.recordBytesMax(key, content);
  }

  /** Makes sure that records of so many bytes together can be appended; false when they cannot. */
  public boolean reserve(long recordsBytes) {
    if (failed || supply.archiveFull()) {
      return false;
    }
    if (current != null && !fits(recordsBytes) && !supply.diskFull()) {
      switchSegment();
    }
    return fits(recordsBytes) && (current != null || mayWait(recordsBytes));
  }

  /** Whether records may wait in the buffer for their segment. */
  private boolean mayWait(long recordsBytes) {
    return !supply.diskFull()
        && (buffer.length() == 0 || buffer.length() + recordsBytes <= BUFFER_BYTES_MAX);
  }

  /** A seal must always fit behind the records. */
  private boolean fits(long recordsBytes) {
    return end + buffer.openBytesMax() + recordsBytes + LogFormat.SEAL_BYTES <= currentBytes;
  }

  /**
   * Appends a mutation to the buffer, for which there must be room.
   *
   * @return the position that must be committed before it is acknowledged: one within its batch
   */
  public long append(int tableId, long token, byte[] key, byte[] content) {
    int length = recordBytesMax(key, content);
    if (!fits(length) || key.length > LogFormat.KEY_BYTES_MAX) {
      throw new IllegalStateException(
          "record of " + length + " bytes at " + LogPosition.text(position()) + " does not fit");
    }
    buffer.append(tableId, token, key, content);
    records++;
    if (buffer.isBatchFull()) {
      endBatch();
    }
    if (buffer.length() > BUFFER_BYTES) {
      writeBuffer();
    }
    return LogPosition.of(currentId, end + buffer.openBytesMin());
  }

  /** Goes on in the next segment, though it may not be there yet. */
  private void switchSegment() {
    LogSegment full = Objects.requireNonNull(current);
    lastSeal = position();
    buffer.appendSeal(lastSeal, synced);
    end += LogFormat.SEAL_BYTES;
    writeBuffer();
    older.addLast(full);
    unsynced.add(full);
    currentId = supply.comingId();
    currentBytes = segmentBytes;
    current = supply.poll();
    end = LogFormat.SEGMENT_HEADER_BYTES;
    written = position();
  }

  private void segmentReady() {
    if (current == null) {
      current = supply.stuck() ? null : supply.poll();
      if (whenClosed != null) {
        close(whenClosed);
      } else if (current != null) {
        writeTurn();
      }
    }
  }

  /** Hands what was appended to the operating system, and commits it or begins to. */
  public void writeTurn() {
    if (failed) {
      return;
    }
    writeBuffer();
    if (mode == SyncMode.GROUP) {
      sync();
    } else {
      commit(written);
    }
  }

  private void writeBuffer() {
    endBatch();
    int length = buffer.length();
    LogSegment segment = current;
    if (length == 0 || failed || segment == null) {
      return;
    }
    supply.refill();
    try {
      segment.file().write(buffer.pending(), end - length);
    } catch (IOException failure) {
      fail("cannot write the log at " + LogPosition.text(position()), failure);
      return;
    }
    buffer.clear();
    written = position();
  }

  /** Begins an fsync of what was written, unless one is under way: then it follows that one. */
  private void sync() {
    if (syncing != null || failed || written <= synced) {
      return;
    }
    long upTo = written;
    List<LogSegment> files = new ArrayList<>(unsynced);
    unsynced.clear();
    if (current != null) {
      files.add(current);
    }
    syncing = files;
    threads
        .sync()
        .execute(() -> {
          Throwable failure = null;
          try {
            for (LogSegment segment : files) {
              segment.file().force();
            }
          } catch (Throwable thrown) {
            failure = thrown;
            if (thrown instanceof Error error) {
              throw error;
            }
          } finally {
            Throwable cause = failure;
            threads.loop().execute(() -> syncDone(upTo, files.size(), cause));
          }
        });
  }

  private void syncDone(long upTo, int files, @Nullable Throwable failure) {
    syncing = null;
    fsyncs += files;
    if (failure != null) {
      fail("cannot sync the log up to " + LogPosition.text(upTo), failure);
    } else {
      synced = upTo;
      if (mode == SyncMode.GROUP) {
        commit(upTo);
      }
      if (mode == SyncMode.GROUP || whenClosed != null) {
        sync();
      }
    }
    release(releasable);
    if (whenClosed != null) {
      finishClose(whenClosed);
    }
  }

  private void commit(long position) {
    if (position > committed) {
      committed = position;
      listener.committed(position);
    }
  }

  private void fail(String reason, Throwable cause) {
    if (!failed) {
      failed = true;
      listener.failed(reason, cause);
    }
  }

  /** Gives segments free that end before a position: all their records are in tables. */
  public void release(long position) {
    releasable = position;
    while (!older.isEmpty()
        && older.getFirst().id() < LogPosition.segmentId(position)
        && (syncing == null || !syncing.contains(older.getFirst()))) {
      LogSegment segment = older.removeFirst();
      unsynced.remove(segment);
      supply.release(segment);
    }
  }

  /**
   * Writes and syncs everything, closes all files, and then runs something on the loop. What waits
   * for a segment that cannot be made is given up: it was never committed.
   */
  public void close(Runnable then) {
    if (timer != null) {
      timer.cancel(false);
    }
    whenClosed = then;
    if (current == null && buffer.length() > 0 && !supply.stuck() && !failed) {
      return;
    }
    writeTurn();
    if (!failed && mode != SyncMode.GROUP) {
      sync();
    }
    finishClose(then);
  }

  private void finishClose(Runnable then) {
    if (syncing != null) {
      return;
    }
    whenClosed = null;
    failed = true;
    try {
      if (current != null) {
        current.file().close();
      }
      for (LogSegment segment : older) {
        segment.file().close();
      }
    } catch (IOException failure) {
      listener.failed("cannot close the log", failure);
    }
    supply.close(then);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.Disk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
  private static final int BUFFER_BYTES_MAX = 1 << 18;

  private final SyncMode mode;
  private final LogThreads threads;
  private final LogListener listener;
  private final SegmentSupply supply;
  private final LogBuffer buffer = new LogBuffer();
  private final @Nullable ScheduledFuture<?> timer;

  /** Segments before the current one whose records may not all be in tables, oldest first. */
  private final Deque<LogSegment> older = new ArrayDeque<>();

  /** Segments before the current one with bytes that are not synced and no fsync under way. */
  private final List<LogSegment> unsynced = new ArrayList<>();

  /** Segments that an fsync is under way for; empty when none is. */
  private List<LogSegment> syncing = List.of();

  private LogSegment current;

  /** Offset in the current segment behind all records, the buffer's too. */
  private int end;

  private long written;
  private long synced;
  private long committed;
  private long releasable;

  /** Nothing is taken any more: after a failure, or when it is closed. */
  private boolean failed;

  private @Nullable Runnable whenClosed;

  private CommitLog(
      SyncMode mode,
      long syncPeriodMillis,
      LogThreads threads,
      LogListener listener,
      SegmentSupply supply,
      LogSegment first) {
    this.mode = mode;
    this.threads = threads;
    this.listener = listener;
    this.supply = supply;
    this.current = first;
    this.end = LogFormat.SEGMENT_HEADER_BYTES;
    this.written = position();
    this.synced = written;
    this.committed = written;
    this.timer =
        mode == SyncMode.PERIODIC
            ? threads
                .loop()
                .scheduleAtFixedRate(
                    this::sync, syncPeriodMillis, syncPeriodMillis, TimeUnit.MILLISECONDS)
            : null;
    supply.refill();
  }

  /** What a log needs to be opened. */
  public record Settings(
      Disk disk, String folder, SyncMode mode, long syncPeriodMillis, int segmentBytes) {}

  /**
   * Begins a new segment behind those that were replayed.
   *
   * @param replayed what {@link LogReplay#replay} returned
   */
  public static CommitLog open(
      Settings settings, List<Integer> replayed, LogThreads threads, LogListener listener)
      throws IOException {
    int nextId = replayed.isEmpty() ? 1 : replayed.getLast() + 1;
    SegmentSupply supply =
        new SegmentSupply(
            settings.disk(), settings.folder(), settings.segmentBytes(), nextId, threads, listener);
    CommitLog log =
        new CommitLog(
            settings.mode(),
            settings.syncPeriodMillis(),
            threads,
            listener,
            supply,
            supply.first());
    for (int id : replayed) {
      String path = settings.folder() + "/" + LogFormat.fileName(id);
      log.older.addLast(
          new LogSegment(id, settings.disk().openForWrite(path), settings.segmentBytes()));
    }
    return log;
  }

  /** The position behind everything that was appended. */
  public long position() {
    return LogPosition.of(current.id(), end);
  }

  /** The position up to which everything is committed. */
  public long committed() {
    return committed;
  }

  /** Segments that hold records which may not all be in tables. */
  public int segments() {
    return older.size() + 1;
  }

  /** Whether the log can take no more because the disk has no room for its next segment. */
  public boolean diskFull() {
    return supply.diskFull();
  }

  /** Bytes of the records of mutations that fit in one segment together. */
  public int recordsBytesMax() {
    return current.sizeBytes() - LogFormat.SEGMENT_HEADER_BYTES - LogFormat.RECORD_HEADER_BYTES;
  }

  /** Bytes that a mutation's record takes. */
  public static int recordBytes(byte[] key, byte[] content) {
    return LogFormat.recordBytes(LogFormat.payloadLength(key, content));
  }

  /** Makes sure that records of so many bytes together can be appended; false when they cannot. */
  public boolean reserve(long recordsBytes) {
    if (failed) {
      return false;
    }
    if (fits(recordsBytes)) {
      return true;
    }
    if (!supply.hasNext()) {
      supply.refill();
      return false;
    }
    switchSegment();
    return fits(recordsBytes);
  }

  /** A seal must always fit behind the records. */
  private boolean fits(long recordsBytes) {
    return end + recordsBytes + LogFormat.RECORD_HEADER_BYTES <= current.sizeBytes();
  }

  /**
   * Appends a mutation to the buffer, for which there must be room.
   *
   * @return the position that must be committed before it is acknowledged
   */
  public long append(int tableId, byte[] key, byte[] content) {
    int recordBytes = recordBytes(key, content);
    if (!fits(recordBytes)) {
      throw new IllegalStateException(
          "record of "
              + recordBytes
              + " bytes at "
              + LogPosition.text(position())
              + " does not fit");
    }
    buffer.append(position(), synced, tableId, key, content);
    end += recordBytes;
    if (buffer.length() > BUFFER_BYTES_MAX) {
      writeBuffer();
    }
    return position();
  }

  private void switchSegment() {
    buffer.appendSeal(position(), synced);
    end += LogFormat.RECORD_HEADER_BYTES;
    writeBuffer();
    older.addLast(current);
    unsynced.add(current);
    current = supply.next();
    end = LogFormat.SEGMENT_HEADER_BYTES;
    written = position();
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
    int length = buffer.length();
    if (length == 0 || failed) {
      return;
    }
    try {
      current.file().write(buffer.pending(), end - length);
    } catch (IOException failure) {
      fail("cannot write the log at " + LogPosition.text(position()), failure);
      return;
    }
    buffer.clear();
    written = position();
  }

  /** Begins an fsync of what was written, unless one is under way: then it follows that one. */
  private void sync() {
    if (!syncing.isEmpty() || failed || written <= synced) {
      return;
    }
    long upTo = written;
    List<LogSegment> files = new ArrayList<>(unsynced);
    unsynced.clear();
    files.add(current);
    syncing = files;
    threads
        .sync()
        .execute(() -> {
          IOException failure = null;
          try {
            for (LogSegment segment : files) {
              segment.file().force();
            }
          } catch (IOException thrown) {
            failure = thrown;
          }
          IOException cause = failure;
          threads.loop().execute(() -> syncDone(upTo, cause));
        });
  }

  private void syncDone(long upTo, @Nullable IOException failure) {
    syncing = List.of();
    if (failure != null) {
      fail("cannot sync the log up to " + LogPosition.text(upTo), failure);
    } else {
      synced = upTo;
      if (mode == SyncMode.GROUP) {
        commit(upTo);
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

  private void fail(String reason, IOException cause) {
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
        && !syncing.contains(older.getFirst())) {
      LogSegment segment = older.removeFirst();
      unsynced.remove(segment);
      supply.release(segment);
    }
  }

  /** Writes and syncs everything, closes all files, and then runs something on the loop. */
  public void close(Runnable then) {
    if (timer != null) {
      timer.cancel(false);
    }
    writeTurn();
    if (!failed && mode != SyncMode.GROUP) {
      sync();
    }
    if (syncing.isEmpty()) {
      finishClose(then);
    } else {
      whenClosed = then;
    }
  }

  private void finishClose(Runnable then) {
    if (!syncing.isEmpty()) {
      return;
    }
    whenClosed = null;
    failed = true;
    try {
      current.file().close();
      for (LogSegment segment : older) {
        segment.file().close();
      }
    } catch (IOException failure) {
      listener.failed("cannot close the log", failure);
    }
    supply.close(then);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads a log from a position to its end, before the loop starts.
 *
 * <p>A batch that is not valid is the log's end, unless something later proves that it was on disk
 * once: every batch tells up to where the log was known to be synced when it was written. So what a
 * crash tore, in whatever order the disk wrote it, is dropped. What was acknowledged and then
 * damaged is passed over, and told: of a batch whose header is whole the slices of the ring that it
 * was of, else that something of any slice may be lost. (In a batch that was the last one to be
 * synced before a crash, damage and tearing cannot be told apart.)
 */
public final class LogReplay {
  /** More segments than this are not missing: a file has a name that no log gave it. */
  private static final int MISSING_MAX = 4_096;

  /** So much damage is described; the rest is like it. */
  private static final int DETAILS_MAX = 8;

  /** Gets what was written, oldest first. */
  @FunctionalInterface
  public interface Consumer {
    void apply(int tableId, byte[] key, byte[] content);
  }

  /** Gets what is lost, before anything of the log is changed. */
  @FunctionalInterface
  public interface Losses {
    /**
     * Makes it durable that something is lost.
     *
     * @param slices of the ring that it may have been of; {@link LogFormat#sliceOf} numbers them
     * @param details what is expected and found where, a line each; not of all
     */
    void lost(BitSet slices, List<String> details) throws IOException;
  }

  /**
   * The segments of a log that was replayed, ascending.
   *
   * @param live ids of those that hold what was replayed
   * @param past ids of those before, which are only kept to be archived
   */
  public record Segments(List<Integer> live, List<Integer> past) {
    public Segments {
      live = List.copyOf(live);
      past = List.copyOf(past);
    }
  }

  private final Disk disk;
  private final String folder;
  private final List<Integer> ids = new ArrayList<>();
  private final TreeSet<Integer> missing = new TreeSet<>();
  private final SegmentLoader loader;
  private final SegmentReader reader = new SegmentReader();
  private final List<ReplayedSegment> replayed = new ArrayList<>();
  private final BitSet lost = new BitSet(LogFormat.SLICES);
  private final List<String> details = new ArrayList<>();

  /** The greatest position that any record seen tells to have been on disk. */
  private long synced;

  private boolean lookedAhead;

  /** Looks at the folder's segments. */
  public LogReplay(Disk disk, String folder) throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.loader = new SegmentLoader(disk);
    for (String name : disk.list(folder)) {
      int id = LogFormat.segmentIdOf(name);
      if (id != 0) {
        ids.add(id);
      }
    }
  }

  /** Whether a file of a shard's folder is a segment of its log. */
  public static boolean isSegment(String fileName) {
    return LogFormat.segmentIdOf(fileName) != 0;
  }

  /**
   * Replays all records from a position on, and closes the log's end, so that what a crash tore is
   * never looked at again. Segments before it are deleted, unless they are to be archived.
   *
   * @param from the start of a record, or {@link LogPosition#NONE} for everything
   * @param keepsPast whether segments before that are left alone
   * @throws LogException when the log is of another version
   */
  public Segments replay(long from, boolean keepsPast, Consumer consumer, Losses losses)
      throws IOException {
    List<Integer> past = takeBefore(LogPosition.segmentId(from));
    if (!keepsPast) {
      for (int id : past) {
        disk.delete(path(id));
      }
    }
    addMissing(from);
    int index = 0;
    while (index < ids.size() && replaySegment(index, from, consumer)) {
      index++;
    }
    if (!lost.isEmpty()) {
      losses.lost(lost, details);
    }
    LogMending mending = new LogMending(disk, loader, reader);
    for (int i = 0; i < replayed.size(); i++) {
      ReplayedSegment each = replayed.get(i);
      if (!each.isKnownToBeOnDisk(synced)) {
        mending.mend(path(each.id()), each);
      }
      if (missing.contains(each.id())) {
        disk.syncFolder(folder);
      }
    }
    deleteFrom(replayed.size());
    return new Segments(ids, keepsPast ? past : List.of());
  }

  private List<Integer> takeBefore(int segmentId) {
    List<Integer> past = ids.stream().filter(id -> id < segmentId).toList();
    ids.removeAll(past);
    return past;
  }

  /** Adds those that must have been there; all segments count up without gaps. */
  private void addMissing(long from) {
    int first = from == LogPosition.NONE ? 1 : LogPosition.segmentId(from);
    int last = !ids.isEmpty() ? ids.getLast() : from == LogPosition.NONE ? 0 : first;
    if (last - first >= MISSING_MAX + ids.size()) {
      throw new LogException(
          "expected log segment "
              + path(first)
              + ", found "
              + path(last)
              + ", which is too far ahead to be of the same log; move away what does not belong to"
              + " it");
    }
    for (int id = first; id <= last; id++) {
      int place = id - first;
      if (place == ids.size() || ids.get(place) != id) {
        ids.add(place, id);
        missing.add(id);
      }
    }
  }

  /**
   * Deletes the last segments, from the end, each for certain before the one before it: a death on
   * the way must leave no gap.
   */
  private void deleteFrom(int index) throws IOException {
    while (ids.size() > index) {
      disk.delete(path(ids.removeLast()));
      disk.syncFolder(folder);
    }
  }

  /** Replays a segment; returns whether the log goes on in the next one. */
  private boolean replaySegment(int index, long from, Consumer consumer) throws IOException {
    int id = ids.get(index);
    int start =
        id == LogPosition.segmentId(from)
            ? LogPosition.offset(from)
            : LogFormat.SEGMENT_HEADER_BYTES;
    if (missing.contains(id)) {
      loseAnything("expected log segment " + path(id) + ", found none");
      replayed.add(new ReplayedSegment(id, start, false, List.of(), false));
      return true;
    }
    int unreadable = loader.load(path(id), id, reader);
    if (unreadable > 0) {
      loseAnything(path(id) + ": " + unreadable + " bytes cannot be read");
    }
    int version = reader.foreignVersion();
    if (version != 0) {
      throw new LogException(
          path(id)
              + ": offset 0: expected version "
              + (int) LogFormat.MAGIC
              + " of the log's format, found version "
              + version
              + "; start the release that wrote it, and stop it in order after a flush");
    }
    List<ReplayedSegment.Hole> holes = new ArrayList<>();
    int end = replayRecords(index, start, consumer, holes);
    boolean sealed = reader.at(end) && reader.isSeal();
    boolean goesOn = sealed || wasOnDisk(LogPosition.of(id, end), index);
    boolean empty = !goesOn && end == LogFormat.SEGMENT_HEADER_BYTES && index > 0;
    if (!empty) {
      replayed.add(new ReplayedSegment(id, end, sealed, holes, unreadable > 0));
    }
    return goesOn;
  }

  /** Replays a segment's records; returns where its seal is, or where no record follows. */
  private int replayRecords(
      int index, int start, Consumer consumer, List<ReplayedSegment.Hole> holes)
      throws IOException {
    int id = ids.get(index);
    int offset = start;
    while (true) {
      long position = LogPosition.of(id, offset);
      if (!reader.at(offset)) {
        if (!wasOnDisk(position, index)) {
          return offset;
        }
        loseAnything(path(id) + ": offset " + offset + ": expected a record, found damage");
        int next = reader.nextValid(offset + LogFormat.SEAL_BYTES);
        if (next < 0) {
          return offset;
        }
        holes.add(new ReplayedSegment.Hole(offset, next));
        offset = next;
        continue;
      }
      synced = Math.max(synced, reader.synced());
      if (reader.isSeal()) {
        return offset;
      }
      int end = reader.end();
      if (reader.payloadValid()) {
        apply(consumer);
      } else {
        BitSet slices = slices();
        if (!wasOnDisk(position, index)) {
          return offset;
        }
        lose(slices, path(id) + ": offset " + offset + ": expected a payload, found damage");
        holes.add(new ReplayedSegment.Hole(offset, end));
      }
      offset = end;
    }
  }

  private void apply(Consumer consumer) {
    reader.rewind();
    for (int i = 0; i < reader.count(); i++) {
      reader.next();
      consumer.apply(reader.tableId(), reader.key(), reader.content());
    }
  }

  private BitSet slices() {
    BitSet slices = new BitSet(LogFormat.SLICES);
    for (int i = 0; i < reader.count(); i++) {
      slices.set(reader.slice(i));
    }
    return slices;
  }

  private void loseAnything(String detail) {
    BitSet all = new BitSet(LogFormat.SLICES);
    all.set(0, LogFormat.SLICES);
    lose(all, detail);
  }

  private void lose(BitSet slices, String detail) {
    lost.or(slices);
    if (details.size() < DETAILS_MAX) {
      details.add(detail);
    }
  }

  /** Whether something behind a place, in the segment that is read or a later one, proves it. */
  private boolean wasOnDisk(long position, int index) throws IOException {
    if (position >= synced && !lookedAhead) {
      lookedAhead = true;
      lookAhead(reader, LogPosition.offset(position));
      SegmentReader later = new SegmentReader();
      for (int id : ids.subList(index + 1, ids.size())) {
        if (!missing.contains(id)) {
          loader.load(path(id), id, later);
          lookAhead(later, LogFormat.SEGMENT_HEADER_BYTES);
        }
      }
    }
    return position < synced;
  }

  private void lookAhead(SegmentReader segment, int start) {
    for (int at = segment.nextValid(start); at >= 0; at = segment.nextValid(at + 1)) {
      synced = Math.max(synced, segment.synced());
    }
  }

  private String path(int id) {
    return folder + "/" + LogFormat.fileName(id);
  }
}

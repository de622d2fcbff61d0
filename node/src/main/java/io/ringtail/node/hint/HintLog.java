// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One target's hints: a row of segments, the last of which may be appended to, and records that
 * wait to be written to that one. Confined to the loop, but for {@link #make}.
 */
final class HintLog {
  private final NodeId target;
  private final String folder;
  private final int segmentBytes;

  /** Oldest first. */
  private final Deque<HintSegment> segments = new ArrayDeque<>();

  private final HintBuffer buffer = new HintBuffer();
  private int nextId = 1;

  /** The last segment while it is appended to; its file may still have to be made. */
  private @Nullable HintSegment current;

  /** Of what waits in the buffer: how many, and the position of the first. */
  private int waitingCount;

  private long waitingFrom;

  HintLog(NodeId target, String storeFolder, int segmentBytes) {
    this.target = target;
    this.folder = storeFolder + "/" + target;
    this.segmentBytes = segmentBytes;
  }

  NodeId target() {
    return target;
  }

  String path(int segmentId) {
    return folder + "/" + HintFormat.fileName(segmentId);
  }

  /** No segment to come has an id up to this one. */
  void skipTo(int segmentId) {
    nextId = Math.max(nextId, segmentId + 1);
  }

  /** Adds a segment that an earlier process wrote, behind those that were added before. */
  void addFound(HintSegment segment) {
    segment.seal();
    segments.addLast(segment);
  }

  @Nullable HintSegment current() {
    return current;
  }

  /** Begins a segment, whose file is then to be made. */
  HintSegment begin() {
    HintSegment segment = new HintSegment(target, nextId, path(nextId));
    nextId++;
    segments.addLast(segment);
    current = segment;
    return segment;
  }

  /** Makes a segment's file; its name, and all above it, is durable on return. It blocks. */
  DiskFile make(Disk disk, HintSegment segment) throws IOException {
    disk.createFolders(folder);
    DiskFile file = disk.openForWrite(segment.path());
    try {
      file.write(HintFormat.segmentHeader(target, segment.id()), 0);
      disk.syncFolder(folder);
    } catch (IOException failure) {
      file.close();
      disk.delete(segment.path());
      throw failure;
    }
    return file;
  }

  /** Whether no more is to be appended until what waits is written. */
  boolean isBehind() {
    return buffer.length() >= segmentBytes;
  }

  /** Appends to the current segment. */
  void append(long position, long nowMillis, List<Mutation> mutations) {
    HintSegment segment = Objects.requireNonNull(current);
    if (waitingCount == 0) {
      waitingFrom = position;
    }
    for (Mutation mutation : mutations) {
      buffer.append(segment.place(), segment.end(), nowMillis, mutation);
      segment.add(nowMillis, HintFormat.recordBytes(mutation));
    }
    waitingCount += mutations.size();
  }

  boolean isWaiting() {
    return waitingCount > 0;
  }

  /** Position of the first that waits to be written. */
  long waitingFrom() {
    return waitingFrom;
  }

  /** Hands what waits to the operating system, unless the segment's file is still being made. */
  void write(HintCommits commits) throws IOException {
    HintSegment segment = Objects.requireNonNull(current);
    DiskFile file = segment.file();
    if (file == null) {
      return;
    }
    int at = segment.end() - buffer.length();
    try {
      file.write(buffer.pending(), at);
    } catch (DiskFullException full) {
      // What was written of it would only take room.
      file.truncate(at);
      throw full;
    }
    forgetWaiting();
    commits.wrote(segment);
    if (segment.end() >= segmentBytes) {
      seal(commits);
    }
  }

  private void forgetWaiting() {
    buffer.clear();
    waitingCount = 0;
  }

  long waitingBytes() {
    return buffer.length();
  }

  /** Drops what waits; returns how many hints it was. */
  int dropWaiting() {
    int count = waitingCount;
    if (current != null) {
      current.drop(count, buffer.length());
    }
    forgetWaiting();
    return count;
  }

  /** Nothing is appended to the current segment any more, unless it is being made or written. */
  void seal(HintCommits commits) {
    HintSegment segment = current;
    if (segment != null && segment.file() != null && !isWaiting()) {
      segment.seal();
      current = null;
      commits.sealed(segment);
    }
  }

  /** The current segment is none: its file could not be made. */
  void abandon(HintSegment segment) {
    segments.remove(segment);
    current = null;
  }

  /** The oldest segment; null when there is none. */
  @Nullable HintSegment first() {
    return segments.peekFirst();
  }

  /** Lets go of the oldest segment, which is sealed. */
  HintSegment removeFirst() {
    HintSegment first = segments.removeFirst();
    first.remove();
    return first;
  }

  long bytes() {
    return segments.stream().mapToLong(HintSegment::bytes).sum();
  }

  long left() {
    return segments.stream().mapToLong(HintSegment::left).sum();
  }

  TargetHints status() {
    HintSegment first = segments.getFirst();
    return new TargetHints(target, bytes(), left(), first.oldestMillis());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.disk.DiskFile;
import io.ringtail.protocol.ring.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file of hints for one target, and what is known of them. Confined to the loop. */
final class HintSegment {
  private final NodeId target;
  private final int id;
  private final String path;
  private final ByteBuffer place;

  /** Open while it is appended to, and until that is synced; null before, and once it is closed. */
  private @Nullable DiskFile file;

  private int end = HintFormat.SEGMENT_HEADER_BYTES;

  /** Hints that are neither delivered nor expired. */
  private long left;

  private long oldestMillis = Long.MAX_VALUE;

  /** Never older than the youngest is. */
  private long youngestMillis = Long.MIN_VALUE;

  private boolean sealed;
  private boolean removed;

  HintSegment(NodeId target, int id, String path) {
    this.target = target;
    this.id = id;
    this.path = path;
    this.place = HintFormat.place(target, id);
  }

  NodeId target() {
    return target;
  }

  int id() {
    return id;
  }

  String path() {
    return path;
  }

  /** To compute checksums with, on the loop. */
  ByteBuffer place() {
    return place;
  }

  @Nullable DiskFile file() {
    return file;
  }

  void opened(DiskFile made) {
    file = made;
  }

  void closed() {
    file = null;
  }

  /** Offset behind the last record, be it written or not. */
  int end() {
    return end;
  }

  /** Bytes of its records. */
  int bytes() {
    return end - HintFormat.SEGMENT_HEADER_BYTES;
  }

  long left() {
    return left;
  }

  long oldestMillis() {
    return oldestMillis;
  }

  /** A record follows behind those that are there. */
  void add(long createdMillis, int recordBytes) {
    found(createdMillis, end + recordBytes);
  }

  /** A record was found that ends at an offset. */
  void found(long createdMillis, int recordEnd) {
    end = recordEnd;
    left++;
    oldestMillis = Math.min(oldestMillis, createdMillis);
    youngestMillis = Math.max(youngestMillis, createdMillis);
  }

  /** Its last records, which were not written, are not there after all. */
  void drop(long count, int bytes) {
    left -= count;
    end -= bytes;
  }

  /** Hints were delivered, or have expired. */
  void settled(long count) {
    left -= count;
  }

  boolean isExpired(long nowMillis, long ageMillisMax) {
    return nowMillis - youngestMillis >= ageMillisMax;
  }

  /** Nothing is appended any more: it may be delivered. */
  void seal() {
    sealed = true;
  }

  boolean isSealed() {
    return sealed;
  }

  /** Its file goes: what is read of it must not be used any more. */
  void remove() {
    removed = true;
  }

  boolean isRemoved() {
    return removed;
  }
}

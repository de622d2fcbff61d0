// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The last writes of a disk, with the bytes that were there before, so that one of them can be
 * undone later. Of a long write one page is remembered: so much is lost at once.
 */
final class WriteMemory {
  /** Some seconds of a log under load; looked through only when a write is to be undone. */
  private static final int WRITES = 256;

  private static final int PAGE_BYTES = 4_096;

  /** One remembered write; used again for another once it is the oldest. */
  static final class Write {
    private Inode inode = new Inode("", false);
    private long number;
    private int forces;

    /** All that was written. */
    private int from;

    private int to;

    /** The part of it that can be undone. */
    private int offset;

    private int length;
    private byte[] before = {};

    Inode inode() {
      return inode;
    }

    int offset() {
      return offset;
    }

    int length() {
      return length;
    }

    byte[] before() {
      return before;
    }

    private boolean changesSomething() {
      for (int i = 0; i < length; i++) {
        if (inode.byteAt(offset + i) != before[i]) {
          return true;
        }
      }
      return false;
    }
  }

  private final Write[] ring = new Write[WRITES];
  private final RandomGenerator random;
  private long written;

  WriteMemory(RandomGenerator random) {
    this.random = random;
    clear();
  }

  /** Remembers a stretch of a file that is about to be overwritten. */
  void remember(Inode inode, int position, int length) {
    Write write = ring[(int) (++written % WRITES)];
    write.inode = inode;
    write.number = written;
    write.forces = inode.forcesBegun();
    write.from = position;
    write.to = position + length;
    write.offset = position;
    write.length = length;
    if (length > PAGE_BYTES) {
      int page = (position + PAGE_BYTES - 1) / PAGE_BYTES;
      int pages = Math.max(1, (position + length) / PAGE_BYTES - page);
      write.offset = (page + random.nextInt(pages)) * PAGE_BYTES;
      write.length = Math.min(PAGE_BYTES, position + length - write.offset);
    }
    if (write.before.length < write.length) {
      write.before = new byte[write.length <= 256 ? 256 : PAGE_BYTES];
    }
    inode.copyTo(write.before, write.offset, write.length);
    inode.newestWrite = written;
    inode.newestWriteForces = inode.forces;
  }

  /** Zeros are no loss when they are lost, but what they overwrote cannot be undone any more. */
  void rememberZeros(Inode inode, int position, int length) {
    Write write = ring[(int) (++written % WRITES)];
    write.inode = inode;
    write.number = written;
    write.from = position;
    write.to = position + length;
    write.length = 0;
  }

  /** Forgets a file's writes behind a new end of it. */
  void truncated(Inode inode, int size) {
    for (Write write : ring) {
      if (write.inode == inode && write.to > size) {
        write.length = 0;
      }
    }
  }

  /** Forgets what a power cut may undo in any case. */
  void forgetUnforced() {
    for (Write write : ring) {
      if (write.length > 0 && !write.inode.isForced(write.offset, write.length)) {
        write.length = 0;
      }
    }
  }

  void clear() {
    for (int i = 0; i < WRITES; i++) {
      ring[i] = new Write();
    }
  }

  /** Forgets a write: it was undone. */
  void forget(Write write) {
    write.length = 0;
  }

  /**
   * Writes that are on the platter, still to be read as they were written, and not the newest of
   * their file.
   *
   * @param forcesBehind at least so many forces came after it and before the file's newest write
   */
  List<Write> undoable(Predicate<String> paths, int forcesBehind) {
    List<Write> found = new ArrayList<>();
    // From the oldest to the newest.
    for (long number = written + 1; number <= written + WRITES; number++) {
      Write write = ring[(int) (number % WRITES)];
      Inode inode = write.inode;
      if (write.length > 0
          && inode.isLinked()
          && write.number != inode.newestWrite
          && inode.newestWriteForces - write.forces >= forcesBehind
          && paths.test(inode.path)
          && inode.isForced(write.offset, write.length)
          && !isOverwritten(write)
          && write.changesSomething()) {
        found.add(write);
      }
    }
    return found;
  }

  private boolean isOverwritten(Write write) {
    for (Write later : ring) {
      if (later.number > write.number
          && later.inode == write.inode
          && later.from < write.offset + write.length
          && write.offset < later.to) {
        return true;
      }
    }
    return false;
  }
}

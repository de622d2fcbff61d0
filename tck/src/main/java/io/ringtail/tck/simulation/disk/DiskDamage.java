// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * How a disk rots: bytes change on the platter and for readers, and no size does. Each kind of
 * damage tells which bytes it changed; nothing when it found nothing to damage.
 */
public final class DiskDamage {
  /** Most of a log segment is zeros that nobody reads; bits are looked for elsewhere so often. */
  private static final int TRIES = 16;

  private final Names names;
  private final WriteMemory memory;
  private final DiskFaults faults;
  private final RandomGenerator random;
  private final List<Damage> damages = new ArrayList<>();

  DiskDamage(Names names, WriteMemory memory, DiskFaults faults, RandomGenerator random) {
    this.names = names;
    this.memory = memory;
    this.faults = faults;
    this.random = random;
  }

  /** All that was damaged, oldest first, since the disk was empty. */
  public List<Damage> all() {
    return List.copyOf(damages);
  }

  void clear() {
    damages.clear();
  }

  /** Inverts some bits in one sector of a file, rather where something is written than in zeros. */
  public List<Damage> flipBits(Predicate<String> paths, int bits) {
    List<Inode> files = files(paths, 1);
    if (files.isEmpty()) {
      return List.of();
    }
    Inode inode = files.get(random.nextInt(files.size()));
    int near = random.nextInt(inode.sizeBytes());
    for (int i = 0; i < TRIES && inode.byteAt(near) == 0; i++) {
      near = random.nextInt(inode.sizeBytes());
    }
    int start = near - near % Inode.SECTOR_BYTES;
    int end = Math.min(start + Inode.SECTOR_BYTES, inode.sizeBytes());
    int first = near;
    int last = near;
    flip(inode, near, random.nextInt(8));
    for (int i = 1; i < bits; i++) {
      int offset = start + random.nextInt(end - start);
      flip(inode, offset, random.nextInt(8));
      first = Math.min(first, offset);
      last = Math.max(last, offset);
    }
    return List.of(happened(DiskFault.BIT_FLIP, inode, first, last + 1 - first));
  }

  /**
   * Inverts some bits of a write that was forced and is not the newest of its file.
   *
   * @param forcesBehind as of {@link #loseWrite}
   */
  public List<Damage> flipWritten(Predicate<String> paths, int bits, int forcesBehind) {
    List<WriteMemory.Write> writes = memory.undoable(paths, forcesBehind);
    if (writes.isEmpty()) {
      return List.of();
    }
    WriteMemory.Write write = writes.get(random.nextInt(writes.size()));
    for (int i = 0; i < bits; i++) {
      flip(write.inode(), write.offset() + random.nextInt(write.length()), random.nextInt(8));
    }
    return List.of(happened(DiskFault.BIT_FLIP, write.inode(), write.offset(), write.length()));
  }

  /** Inverts one bit. */
  public List<Damage> flipBit(String path, int offset, int bit) {
    Inode inode = names.find(path);
    if (inode == null || inode.folder || offset >= inode.sizeBytes()) {
      return List.of();
    }
    flip(inode, offset, bit);
    return List.of(happened(DiskFault.BIT_FLIP, inode, offset, 1));
  }

  private static void flip(Inode inode, int offset, int bit) {
    inode.damage(new byte[] {(byte) (inode.byteAt(offset) ^ 1 << bit)}, offset, 1);
  }

  /**
   * Undoes a write that was forced and is not the newest of its file: the disk only said that it
   * had written it.
   *
   * @param forcesBehind at least so many forces of the file came between that write and the newest;
   *     with two, the newest record of a log proves that it was forced
   */
  public List<Damage> loseWrite(Predicate<String> paths, int forcesBehind) {
    List<WriteMemory.Write> writes = memory.undoable(paths, forcesBehind);
    if (writes.isEmpty()) {
      return List.of();
    }
    WriteMemory.Write write = writes.get(random.nextInt(writes.size()));
    return List.of(undo(write, DiskFault.LOST_WRITE));
  }

  private Damage undo(WriteMemory.Write write, DiskFault cause) {
    Inode inode = write.inode();
    inode.damage(write.before(), write.offset(), write.length());
    Damage damage = happened(cause, inode, write.offset(), write.length());
    memory.forget(write);
    return damage;
  }

  /**
   * Undoes a write as {@link #loseWrite} does, and puts its bytes over another place of the disk.
   * Tells both: first where they are missing, then where they do not belong.
   *
   * @param paths the file that was to be written
   * @param victims the file that is overwritten, which may be the same
   */
  public List<Damage> misdirectWrite(
      Predicate<String> paths, Predicate<String> victims, int forcesBehind) {
    List<WriteMemory.Write> writes = memory.undoable(paths, forcesBehind);
    if (writes.isEmpty()) {
      return List.of();
    }
    WriteMemory.Write write = writes.get(random.nextInt(writes.size()));
    int length = write.length();
    List<Inode> files = files(victims, length);
    if (files.isEmpty()) {
      return List.of();
    }
    Inode victim = files.get(random.nextInt(files.size()));
    int sectors = (victim.sizeBytes() - length) / Inode.SECTOR_BYTES + 1;
    int offset = random.nextInt(sectors) * Inode.SECTOR_BYTES;
    if (victim == write.inode() && Math.abs(offset - write.offset()) < length) {
      return List.of();
    }
    byte[] bytes = new byte[length];
    write.inode().copyTo(bytes, write.offset(), length);
    Damage missing = undo(write, DiskFault.MISDIRECTED_WRITE);
    victim.damage(bytes, offset, length);
    // One fault with two places: counted once.
    Damage misplaced = new Damage(DiskFault.MISDIRECTED_WRITE, victim.path, offset, length);
    damages.add(misplaced);
    return List.of(missing, misplaced);
  }

  private List<Inode> files(Predicate<String> paths, int sizeMin) {
    List<Inode> files = new ArrayList<>();
    for (Inode inode : names.files()) {
      if (inode.sizeBytes() >= sizeMin && paths.test(inode.path)) {
        files.add(inode);
      }
    }
    return files;
  }

  private Damage happened(DiskFault cause, Inode inode, int offset, int length) {
    Damage damage = new Damage(cause, inode.path, offset, length);
    damages.add(damage);
    faults.happened(cause);
    return damage;
  }
}

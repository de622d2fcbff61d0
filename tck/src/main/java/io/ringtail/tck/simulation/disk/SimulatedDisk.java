// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * The disk of one simulated machine, which outlives its processes. A power cut leaves what was
 * forced or synced, and any part of the rest. The same seed and operations give the same disk.
 * Confined to the simulation's thread.
 */
public final class SimulatedDisk implements Disk {
  /** The process dies in the middle of a disk operation, and is to be left alone from then on. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private final SplittableRandom random;
  private final Room room = new Room();
  private final Names names = new Names(room);
  private final WriteMemory memory;
  private final DiskFaults faults;
  private final DiskDamage damage;
  private final ForcesUnderWay forces;
  private int process;

  /**
   * An empty disk.
   *
   * @param random its own, so that nothing else disturbs it
   * @param time told how long each operation takes
   * @param mix told what is done, for the simulation's hash
   * @param listener told of each fault when it takes effect
   */
  public SimulatedDisk(
      SplittableRandom random, DiskTime time, LongConsumer mix, Consumer<DiskFault> listener) {
    this.random = random;
    this.memory = new WriteMemory(random);
    this.faults = new DiskFaults(random, time, mix, listener, room);
    this.damage = new DiskDamage(names, memory, faults, random);
    this.forces = new ForcesUnderWay(time);
  }

  /** How it fails while it is used. */
  public DiskFaults faults() {
    return faults;
  }

  /** How it rots. */
  public DiskDamage damage() {
    return damage;
  }

  RandomGenerator random() {
    return random;
  }

  Names names() {
    return names;
  }

  Room room() {
    return room;
  }

  WriteMemory memory() {
    return memory;
  }

  ForcesUnderWay forces() {
    return forces;
  }

  int process() {
    return process;
  }

  /**
   * Lets the process die in one of its next operations that change something, before it, in the
   * middle of it or just after: it throws {@link Crash}, and so does every later operation until
   * {@link #processDied} or {@link #crash}.
   *
   * @param operations 1 for the next one
   */
  public void crashAfterOperations(long operations) {
    faults.crashAfterOperations(operations);
  }

  /**
   * Lets the process die in one of its next deletions, as {@link #crashAfterOperations} does.
   *
   * @param deletions 1 for the next one
   */
  public void crashAfterDeletions(long deletions) {
    faults.crashAfterDeletions(deletions);
  }

  /** The process is gone; the system keeps what it wrote. Files that it had open are of no use. */
  public void processDied() {
    faults.processIsGone();
    process++;
    names.closeAll();
  }

  /** The power fails. */
  public void crash(RandomGenerator chance) {
    crash(chance, false);
  }

  /**
   * The power fails.
   *
   * @param allLost whether nothing is left of any bytes that were not forced
   */
  public void crash(RandomGenerator chance, boolean allLost) {
    forces.settle();
    memory.forgetUnforced();
    int forgotten = names.crash(chance);
    for (int i = 0; i < forgotten; i++) {
      faults.happened(DiskFault.CRASH_FORGOT_NAME);
    }
    for (Inode inode : names.files()) {
      CrashedFile crashed = inode.crash(chance, allLost);
      if (crashed.lost()) {
        faults.happened(DiskFault.CRASH_LOST_BLOCKS);
      }
      if (crashed.torn()) {
        faults.happened(DiskFault.CRASH_TORN_WRITE);
      }
    }
    forces.clear();
    processDied();
  }

  /** The disk is replaced by an empty one. */
  public void wipe() {
    names.clear();
    forces.clear();
    memory.clear();
    damage.clear();
    processDied();
  }

  /** Sizes of all files together, those too that were deleted and are still open. */
  public long usedBytes() {
    return room.usedBytes();
  }

  /** Paths of all files, ascending. */
  public List<String> paths() {
    return names.paths();
  }

  /** What a reader of a file would get. */
  public byte[] bytes(String path) throws IOException {
    return names.file(path).copy();
  }

  /** What was damaged, oldest first, whatever became of its files. */
  public List<Damage> damages() {
    return damage.all();
  }

  /** Whether a file that was damaged is still there. */
  public boolean isDamaged() {
    for (Inode inode : names.files()) {
      if (inode.damaged) {
        return true;
      }
    }
    return false;
  }

  /** Begins an operation, behind all forces that are over. Returns when it is over itself. */
  long begin(DiskOperation operation, String path, int position, int bytes) {
    forces.settle();
    return faults.begin(operation, path, position, bytes);
  }

  @Override
  public DiskFile openForRead(String path) throws IOException {
    begin(DiskOperation.OPEN, path, 0, 0);
    return new OpenFile(this, names.file(path), false);
  }

  @Override
  public DiskFile openForWrite(String path) throws IOException {
    begin(DiskOperation.OPEN, path, 1, 0);
    if (names.exists(path)) {
      return new OpenFile(this, names.file(path), true);
    }
    names.checkFolder(Names.folderOf(path));
    if (faults.diesNow()) {
      if (random.nextBoolean()) {
        names.create(path);
      }
      throw new Crash();
    }
    checkName(path);
    return new OpenFile(this, names.create(path), true);
  }

  private void checkName(String path) throws DiskFullException {
    if (faults.nameIsRefused()) {
      throw new DiskFullException("no room on the disk for the name " + path);
    }
  }

  @Override
  public boolean exists(String path) {
    faults.checkAlive();
    return names.exists(path);
  }

  @Override
  public List<String> list(String folder) {
    faults.checkAlive();
    return names.list(folder);
  }

  @Override
  public void createFolders(String folder) {
    begin(DiskOperation.CREATE_FOLDERS, folder, 0, 0);
    boolean dies = faults.diesNow();
    if (!dies || random.nextBoolean()) {
      names.createFolders(folder);
    }
    stopIf(dies);
  }

  private static void stopIf(boolean dies) {
    if (dies) {
      throw new Crash();
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    begin(DiskOperation.RENAME, to, 0, 0);
    names.file(from);
    names.checkFolder(Names.folderOf(to));
    boolean dies = faults.diesNow();
    if (!dies) {
      checkName(to);
    }
    if (!dies || random.nextBoolean()) {
      names.rename(from, to);
    }
    stopIf(dies);
  }

  @Override
  public void link(String from, String to) throws IOException {
    begin(DiskOperation.LINK, to, 0, 0);
    names.file(from);
    names.checkFolder(Names.folderOf(to));
    if (names.exists(to)) {
      throw new FileAlreadyExistsException(to);
    }
    boolean dies = faults.diesNow();
    if (!dies) {
      checkName(to);
    }
    if (!dies || random.nextBoolean()) {
      names.link(from, to);
    }
    stopIf(dies);
  }

  @Override
  public void delete(String path) throws IOException {
    begin(DiskOperation.DELETE, path, 0, 0);
    boolean dies = faults.diesNow();
    if (!dies || random.nextBoolean()) {
      names.delete(path);
    }
    stopIf(dies);
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    begin(DiskOperation.SYNC_FOLDER, folder, 0, 0);
    names.checkFolder(folder);
    boolean dies = faults.diesNow();
    names.sync(folder, dies ? random.nextInt(names.unsyncedCount() + 1) : Integer.MAX_VALUE);
    stopIf(dies);
  }
}

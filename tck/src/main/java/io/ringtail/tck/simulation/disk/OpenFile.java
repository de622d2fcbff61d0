// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A file that a process has open, until the process is gone. */
final class OpenFile implements DiskFile {
  private final SimulatedDisk disk;
  private final DiskFaults faults;
  private final RandomGenerator random;
  private final Inode inode;
  private final boolean writable;

  /** Which of the machine's processes has it open. */
  private final int process;

  private boolean closed;

  OpenFile(SimulatedDisk disk, Inode inode, boolean writable) {
    this.disk = disk;
    this.faults = disk.faults();
    this.random = disk.random();
    this.inode = inode;
    this.writable = writable;
    this.process = disk.process();
    inode.handles++;
  }

  private void check() throws IOException {
    faults.checkAlive();
    if (closed) {
      throw new IOException(inode.path + " is closed");
    }
    if (process != disk.process()) {
      throw new IOException(inode.path + " was opened by a process that is gone");
    }
  }

  private void checkWritable() throws IOException {
    check();
    if (!writable) {
      throw new NonWritableChannelException();
    }
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    check();
    int at = Math.toIntExact(position);
    disk.begin(DiskOperation.READ, inode.path, at, into.remaining());
    if (faults.readFails(inode.path)) {
      throw new IOException("input/output error at " + at + " of " + inode.path);
    }
    return inode.read(into, at);
  }

  @Override
  public void write(ByteBuffer from, long position) throws IOException {
    int length = from.remaining();
    write(DiskOperation.WRITE, from, Math.toIntExact(position), length);
  }

  @Override
  public void zero(long position, long length) throws IOException {
    write(DiskOperation.ZERO, null, Math.toIntExact(position), Math.toIntExact(length));
  }

  private void write(DiskOperation operation, @Nullable ByteBuffer from, int position, int length)
      throws IOException {
    checkWritable();
    disk.begin(operation, inode.path, position, length);
    if (faults.diesNow()) {
      // Before it, in the middle of it, or just after.
      int part =
          switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> part(position, length);
            default -> length;
          };
      store(from, position, part);
      if (part > 0 && part < length) {
        faults.happened(DiskFault.CRASH_TORN_WRITE);
      }
      throw new SimulatedDisk.Crash();
    }
    if (faults.writeFails(inode.path)) {
      int part = part(position, fits(position, length));
      store(from, position, part);
      faults.happened(part > 0 ? DiskFault.SHORT_WRITE : DiskFault.WRITE_ERROR);
      throw new IOException("input/output error at " + position + " of " + inode.path);
    }
    int fits = fits(position, length);
    if (fits < length) {
      store(from, position, part(position, fits));
      faults.happened(DiskFault.FULL);
      throw new DiskFullException("no room on the disk for " + inode.path);
    }
    store(from, position, length);
  }

  /** How many bytes there is room for. */
  private int fits(int position, int length) {
    long grows = (long) position + length - inode.sizeBytes();
    long lacks = Math.max(0, grows - disk.room().freeBytes());
    return grows <= 0 ? length : (int) Math.max(0, length - lacks);
  }

  /** Some of the bytes of a write, or none: where it breaks off, a sector ends. */
  private int part(int position, int length) {
    int end = position + random.nextInt(length + 1);
    return Math.max(0, end - end % Inode.SECTOR_BYTES - position);
  }

  private void store(@Nullable ByteBuffer from, int position, int length) {
    if (length == 0) {
      return;
    }
    int size = inode.sizeBytes();
    if (from != null) {
      disk.memory().remember(inode, position, length);
    } else if (position < size) {
      disk.memory().rememberZeros(inode, position, length);
    }
    inode.write(from, position, length);
    disk.room().take(inode.sizeBytes() - size);
  }

  @Override
  public void force() throws IOException {
    check();
    long until = disk.begin(DiskOperation.FORCE, inode.path, 0, inode.dirtyBytes());
    if (faults.diesNow()) {
      int done = random.nextInt(3);
      if (done == 1) {
        inode.forcePartly(random);
      } else if (done == 2) {
        inode.force();
      }
      throw new SimulatedDisk.Crash();
    }
    if (faults.forceFails(inode.path)) {
      inode.failForce();
      throw new IOException("input/output error in a force of " + inode.path);
    }
    disk.forces().begin(inode, until);
  }

  @Override
  public long sizeBytes() throws IOException {
    check();
    return inode.sizeBytes();
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    checkWritable();
    int size = Math.toIntExact(sizeBytes);
    disk.begin(DiskOperation.TRUNCATE, inode.path, size, 0);
    boolean dies = faults.diesNow();
    if (size < inode.sizeBytes() && (!dies || random.nextBoolean())) {
      disk.memory().truncated(inode, size);
      disk.room().take(size - inode.sizeBytes());
      inode.truncate(size);
    }
    if (dies) {
      throw new SimulatedDisk.Crash();
    }
  }

  @Override
  public void close() {
    if (!closed && process == disk.process()) {
      inode.handles--;
      disk.names().releaseIfUnused(inode);
    }
    closed = true;
  }
}

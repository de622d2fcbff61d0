// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A disk that counts what is written to log and tables, and the log's fsyncs. Thread-safe. */
final class CountingDisk implements Disk {
  private final Disk disk;
  private final LongAdder logBytes = new LongAdder();
  private final LongAdder zeroBytes = new LongAdder();
  private final LongAdder otherBytes = new LongAdder();
  private final LongAdder logSyncs = new LongAdder();

  CountingDisk(Disk disk) {
    this.disk = disk;
  }

  long logBytes() {
    return logBytes.sum();
  }

  long zeroBytes() {
    return zeroBytes.sum();
  }

  private static boolean isLog(String path) {
    return path.startsWith("log-", path.lastIndexOf('/') + 1);
  }

  /** Tables, and the few bytes of manifests. */
  long otherBytes() {
    return otherBytes.sum();
  }

  long logSyncs() {
    return logSyncs.sum();
  }

  @Override
  public DiskFile openForRead(String path) throws IOException {
    return disk.openForRead(path);
  }

  @Override
  public DiskFile openForWrite(String path) throws IOException {
    return new CountingFile(disk.openForWrite(path), isLog(path));
  }

  @Override
  public boolean exists(String path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void createFolders(String folder) throws IOException {
    disk.createFolders(folder);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void link(String from, String to) throws IOException {
    disk.link(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    disk.syncFolder(folder);
  }

  private final class CountingFile implements DiskFile {
    private final DiskFile file;
    private final boolean log;

    CountingFile(DiskFile file, boolean log) {
      this.file = file;
      this.log = log;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      (log ? logBytes : otherBytes).add(from.remaining());
      file.write(from, position);
    }

    @Override
    public void zero(long position, long length) throws IOException {
      zeroBytes.add(length);
      file.zero(position, length);
    }

    @Override
    public void allocate(long position, long length) throws IOException {
      file.allocate(position, length);
    }

    @Override
    public void force() throws IOException {
      if (log) {
        logSyncs.increment();
      }
      file.force();
    }

    @Override
    public long sizeBytes() throws IOException {
      return file.sizeBytes();
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      file.truncate(sizeBytes);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

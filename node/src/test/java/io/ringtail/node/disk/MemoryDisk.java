// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what a crash leaves: forced bytes and synced names for certain, and
 * of the rest whatever chance says, sector by sector. One thread at a time.
 */
public final class MemoryDisk implements Disk {
  /** Written whole or not at all. */
  private static final int SECTOR_BYTES = 512;

  /** The process dies in the middle of a disk operation. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class Inode {
    byte[] bytes = {};
    byte[] durable = {};
  }

  private record NameChange(String folder, Runnable onDurable) {}

  private String unusable = "none";
  private final Map<String, Inode> names = new TreeMap<>();
  private final Map<String, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long bytesMax = Long.MAX_VALUE;
  private long operationsLeft = Long.MAX_VALUE;
  private boolean forceFails;
  private int generation;
  private long forces;
  private long reads;

  /** Lets the process die at one of the next operations. */
  public void crashAfter(long operations) {
    operationsLeft = operations;
  }

  /** Limits the sizes of all files together. */
  public void limit(long bytes) {
    bytesMax = bytes;
  }

  /** Lets nothing be opened for writing whose path begins so; {@code none} for all being well. */
  public void failFolder(String prefix) {
    unusable = prefix;
  }

  /** Lets every force fail from now on. */
  public void failForces() {
    forceFails = true;
  }

  public long forces() {
    return forces;
  }

  public long reads() {
    return reads;
  }

  public long usedBytes() {
    return names.values().stream().distinct().mapToLong(inode -> inode.bytes.length).sum();
  }

  /** Inverts a bit, on the disk and for readers. */
  public void flip(String path, long offset, int bit) {
    Inode inode = Objects.requireNonNull(names.get(path), path);
    inode.bytes = inode.bytes.clone();
    inode.bytes[(int) offset] ^= (byte) (1 << bit);
    inode.durable = inode.bytes.clone();
  }

  public byte[] bytes(String path) {
    return Objects.requireNonNull(names.get(path), path).bytes.clone();
  }

  /** Puts a file there, durably. */
  public void put(String path, byte[] bytes) {
    Inode inode = new Inode();
    inode.bytes = bytes.clone();
    inode.durable = bytes.clone();
    names.put(path, inode);
    durableNames.put(path, inode);
  }

  /** What is there after a power failure. Files that are open now are of no use. */
  public void crash(RandomGenerator random) {
    int chance = random.nextInt(11);
    for (NameChange change : nameChanges) {
      if (random.nextInt(10) < chance) {
        change.onDurable().run();
      }
    }
    nameChanges.clear();
    names.clear();
    names.putAll(durableNames);
    for (Inode inode : names.values()) {
      inode.durable = torn(inode, random);
      inode.bytes = inode.durable.clone();
    }
    operationsLeft = Long.MAX_VALUE;
    forceFails = false;
    generation++;
  }

  private static byte[] torn(Inode inode, RandomGenerator random) {
    int shorter = Math.min(inode.bytes.length, inode.durable.length);
    boolean resized = random.nextBoolean();
    byte[] after =
        Arrays.copyOf(inode.durable, resized ? inode.bytes.length : inode.durable.length);
    int chance = random.nextInt(11);
    for (int at = 0; at < after.length; at += SECTOR_BYTES) {
      int end = Math.min(Math.min(at + SECTOR_BYTES, after.length), inode.bytes.length);
      if (end > at && (at >= shorter || random.nextInt(10) < chance)) {
        if (random.nextInt(10) < chance) {
          System.arraycopy(inode.bytes, at, after, at, end - at);
        }
      }
    }
    return after;
  }

  private void operation() {
    if (operationsLeft-- <= 0) {
      throw new Crash();
    }
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private Inode inode(String path) throws IOException {
    Inode inode = names.get(path);
    if (inode == null) {
      throw new NoSuchFileException(path);
    }
    return inode;
  }

  @Override
  public DiskFile openForRead(String path) throws IOException {
    return new MemoryFile(path, inode(path));
  }

  @Override
  public DiskFile openForWrite(String path) throws IOException {
    operation();
    if (path.startsWith(unusable)) {
      throw new IOException(path + ": input/output error");
    }
    Inode inode = names.get(path);
    if (inode == null) {
      Inode made = new Inode();
      names.put(path, made);
      nameChanges.add(new NameChange(folderOf(path), () -> durableNames.put(path, made)));
      inode = made;
    }
    return new MemoryFile(path, inode);
  }

  @Override
  public boolean exists(String path) {
    return names.containsKey(path);
  }

  @Override
  public List<String> list(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return names.keySet().stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .map(path -> path.indexOf('/') < 0 ? path : path.substring(0, path.indexOf('/')))
        .distinct()
        .toList();
  }

  @Override
  public void createFolders(String folder) {
    operation();
  }

  @Override
  public void rename(String from, String to) throws IOException {
    operation();
    Inode inode = inode(from);
    names.remove(from);
    names.put(to, inode);
    nameChanges.add(
        new NameChange(
            folderOf(to),
            () -> {
              durableNames.remove(from);
              durableNames.put(to, inode);
            }));
  }

  @Override
  public void link(String from, String to) throws IOException {
    operation();
    Inode inode = inode(from);
    if (names.putIfAbsent(to, inode) != null) {
      throw new FileAlreadyExistsException(to);
    }
    nameChanges.add(new NameChange(folderOf(to), () -> durableNames.put(to, inode)));
  }

  @Override
  public void delete(String path) {
    operation();
    if (names.remove(path) != null) {
      nameChanges.add(new NameChange(folderOf(path), () -> durableNames.remove(path)));
    }
  }

  @Override
  public void syncFolder(String folder) {
    operation();
    for (NameChange change : List.copyOf(nameChanges)) {
      if (change.folder().equals(folder)) {
        change.onDurable().run();
        nameChanges.remove(change);
      }
    }
  }

  private final class MemoryFile implements DiskFile {
    private final String path;
    private final Inode inode;
    private final int openedIn = generation;
    private boolean closed;

    MemoryFile(String path, Inode inode) {
      this.path = path;
      this.inode = inode;
    }

    private void check() throws IOException {
      if (closed || openedIn != generation) {
        throw new IOException(path + " is closed");
      }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      check();
      reads++;
      int count = (int) Math.max(0, Math.min(into.remaining(), inode.bytes.length - position));
      into.put(inode.bytes, (int) Math.min(position, inode.bytes.length), count);
      return count;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      check();
      operation();
      int end = (int) position + from.remaining();
      if (end > inode.bytes.length) {
        if (usedBytes() + end - inode.bytes.length > bytesMax) {
          throw new DiskFullException("no room for " + path);
        }
        inode.bytes = Arrays.copyOf(inode.bytes, end);
      }
      from.get(inode.bytes, (int) position, from.remaining());
    }

    @Override
    public void zero(long position, long length) throws IOException {
      write(ByteBuffer.allocate((int) length), position);
    }

    @Override
    public void force() throws IOException {
      check();
      operation();
      forces++;
      if (forceFails) {
        throw new IOException("input/output error");
      }
      inode.durable = inode.bytes.clone();
    }

    @Override
    public long sizeBytes() {
      return inode.bytes.length;
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      check();
      operation();
      inode.bytes = Arrays.copyOf(inode.bytes, (int) Math.min(sizeBytes, inode.bytes.length));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

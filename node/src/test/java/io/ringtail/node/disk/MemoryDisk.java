// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that knows what a crash leaves: forced bytes and synced names for certain, and
 * of the rest whatever chance says, sector by sector. One thread at a time.
 */
public final class MemoryDisk implements Disk {
  /** The process dies in the middle of a disk operation. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  /** What a power failure leaves of names that were not synced and bytes that were not forced. */
  public enum Remains {
    EVERYTHING,
    NOTHING,
    /** All bytes, as far as their names were synced. */
    BYTES,
    /** All names, with no bytes but those that were forced. */
    NAMES,
    /** Everything but some of the sectors that a file's last write wrote. */
    TORN_LAST_WRITE,
    /** Any part of each. */
    ANYTHING
  }

  /** A change of a folder: a name that goes, and one that comes, and whose it is then. */
  private record NameChange(
      String folder, @Nullable String gone, @Nullable String come, @Nullable MemoryInode inode) {
    void applyTo(Map<String, MemoryInode> names) {
      if (gone != null) {
        names.remove(gone);
      }
      if (come != null) {
        names.put(come, Objects.requireNonNull(inode));
      }
    }
  }

  private String unusable = "none";
  private final Map<String, MemoryInode> names = new TreeMap<>();
  private final Map<String, MemoryInode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long bytesMax = Long.MAX_VALUE;
  private long operationsLeft = Long.MAX_VALUE;
  private boolean forceFails;
  private int generation;
  private long forces;
  private long reads;
  private Runnable beforeOperation = () -> {};

  /** Lets something look at the disk before each operation that changes it. */
  public void watch(Runnable beforeEachOperation) {
    beforeOperation = beforeEachOperation;
  }

  /** The disk as it is now, with what a crash may do to it. */
  public MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    Map<MemoryInode, MemoryInode> copies = new HashMap<>();
    names.forEach(
        (path, inode) -> copy.names.put(path, copies.computeIfAbsent(inode, MemoryInode::copy)));
    durableNames.forEach((path, inode) ->
        copy.durableNames.put(path, copies.computeIfAbsent(inode, MemoryInode::copy)));
    for (NameChange change : nameChanges) {
      MemoryInode inode = change.inode();
      copy.nameChanges.add(
          new NameChange(
              change.folder(),
              change.gone(),
              change.come(),
              inode == null ? null : copies.computeIfAbsent(inode, MemoryInode::copy)));
    }
    return copy;
  }

  /** A number that tells what is on the disk, names and bytes, from anything else. */
  public long fingerprint() {
    CRC32C crc = new CRC32C();
    long sum = 0;
    for (Map.Entry<String, MemoryInode> file : names.entrySet()) {
      crc.reset();
      crc.update(file.getKey().getBytes(StandardCharsets.UTF_8));
      crc.update(file.getValue().bytes);
      sum = (sum ^ crc.getValue()) * 0x9E37_79B9_7F4A_7C15L + file.getValue().bytes.length;
      sum ^= sum >>> 29;
    }
    return sum;
  }

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
    MemoryInode inode = Objects.requireNonNull(names.get(path), path);
    inode.ownBytes()[(int) offset] ^= (byte) (1 << bit);
    inode.force();
  }

  public byte[] bytes(String path) {
    return Objects.requireNonNull(names.get(path), path).bytes.clone();
  }

  /** Puts a file there, durably. */
  public void put(String path, byte[] bytes) {
    MemoryInode inode = new MemoryInode();
    inode.bytes = bytes.clone();
    inode.force();
    names.put(path, inode);
    durableNames.put(path, inode);
  }

  /** What is there after a power failure. Files that are open now are of no use. */
  public void crash(RandomGenerator random) {
    crash(Remains.ANYTHING, random);
  }

  /** What is there after a certain power failure. */
  public void crash(Remains remains, RandomGenerator random) {
    int chance =
        switch (remains) {
          case EVERYTHING, NAMES, TORN_LAST_WRITE -> 10;
          case NOTHING, BYTES -> 0;
          case ANYTHING -> random.nextInt(11);
        };
    for (NameChange change : nameChanges) {
      if (random.nextInt(10) < chance) {
        change.applyTo(durableNames);
      }
    }
    nameChanges.clear();
    names.clear();
    names.putAll(durableNames);
    for (MemoryInode inode : new LinkedHashSet<>(names.values())) {
      inode.crash(remains, random);
    }
    operationsLeft = Long.MAX_VALUE;
    forceFails = false;
    generation++;
  }

  private void operation() {
    beforeOperation.run();
    if (operationsLeft-- <= 0) {
      throw new Crash();
    }
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private MemoryInode inode(String path) throws IOException {
    MemoryInode inode = names.get(path);
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
    MemoryInode inode = names.get(path);
    if (inode == null) {
      MemoryInode made = new MemoryInode();
      names.put(path, made);
      nameChanges.add(new NameChange(folderOf(path), null, path, made));
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
    MemoryInode inode = inode(from);
    names.remove(from);
    names.put(to, inode);
    nameChanges.add(new NameChange(folderOf(to), from, to, inode));
  }

  @Override
  public void link(String from, String to) throws IOException {
    operation();
    MemoryInode inode = inode(from);
    if (names.putIfAbsent(to, inode) != null) {
      throw new FileAlreadyExistsException(to);
    }
    nameChanges.add(new NameChange(folderOf(to), null, to, inode));
  }

  @Override
  public void delete(String path) {
    operation();
    if (names.remove(path) != null) {
      nameChanges.add(new NameChange(folderOf(path), path, null, null));
    }
  }

  @Override
  public void syncFolder(String folder) {
    operation();
    for (NameChange change : List.copyOf(nameChanges)) {
      if (change.folder().equals(folder)) {
        change.applyTo(durableNames);
        nameChanges.remove(change);
      }
    }
  }

  private final class MemoryFile implements DiskFile {
    private final String path;
    private final MemoryInode inode;
    private final int openedIn = generation;
    private boolean closed;

    MemoryFile(String path, MemoryInode inode) {
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
      inode.lastFrom = (int) position;
      inode.lastTo = end;
      from.get(inode.ownBytes(), (int) position, from.remaining());
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
      inode.force();
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
      inode.lastTo = Math.min(inode.lastTo, inode.bytes.length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

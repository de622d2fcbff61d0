// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real disk: a folder that belongs to this process until it is closed. */
public final class FileDisk implements Disk, AutoCloseable {
  private static final String LOCK_NAME = "lock";

  private final Path root;
  private final @Nullable FileChannel lockChannel;

  private FileDisk(Path root, @Nullable FileChannel lockChannel) {
    this.root = root;
    this.lockChannel = lockChannel;
  }

  /**
   * Takes a folder for this process, and creates it where there is none.
   *
   * @throws IOException also when another process, or this one, has it already
   */
  public static FileDisk open(Path root) throws IOException {
    createDurably(root.toAbsolutePath());
    FileChannel channel =
        FileChannel.open(
            root.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = lock(channel);
    if (lock == null) {
      channel.close();
      throw new IOException("the data folder " + root + " is in use by another node");
    }
    return new FileDisk(root, channel);
  }

  /** Looks at a folder that may belong to a process that runs: nothing must be written. */
  public static FileDisk forReading(Path root) {
    return new FileDisk(root, null);
  }

  /** Creates a folder and those above it that are missing, each synced in the one above. */
  private static void createDurably(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent == null || Files.isDirectory(folder)) {
      return;
    }
    createDurably(parent);
    Files.createDirectories(folder);
    sync(parent);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  @Override
  public DiskFile openForRead(String path) throws IOException {
    return new ChannelFile(
        path, FileChannel.open(root.resolve(path), StandardOpenOption.READ), this);
  }

  @Override
  public DiskFile openForWrite(String path) throws IOException {
    try {
      return new ChannelFile(
          path,
          FileChannel.open(
              root.resolve(path),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE),
          this);
    } catch (FileSystemException failure) {
      throw fullOr(failure, path);
    }
  }

  /** Where a file is. */
  Path pathOf(String path) {
    return root.resolve(path);
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve(folder))) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    }
  }

  @Override
  public void createFolders(String folder) throws IOException {
    if (Path.of(folder).isAbsolute()) {
      createDurably(Path.of(folder));
      return;
    }
    Path path = root;
    for (Path name : Path.of(folder)) {
      Path parent = path;
      path = path.resolve(name);
      Files.createDirectories(path);
      sync(parent);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Files.move(
          root.resolve(from),
          root.resolve(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException failure) {
      throw fullOr(failure, to);
    }
  }

  @Override
  public void link(String from, String to) throws IOException {
    Path source = root.resolve(from);
    Path target = root.resolve(to);
    try {
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException | NoSuchFileException wrong) {
      throw wrong;
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      if (noLinks instanceof FileSystemException failure && tellsFull(failure)) {
        throw fullOr(failure, to);
      }
      copy(source, target, to);
    }
  }

  /** For file systems without hard links, and files that have as many as they can have. */
  static void copy(Path source, Path target, String name) throws IOException {
    try {
      Files.copy(source, target);
      try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    } catch (IOException failure) {
      if (!(failure instanceof FileAlreadyExistsException)) {
        Files.deleteIfExists(target);
      }
      throw failure instanceof FileSystemException known ? fullOr(known, name) : failure;
    }
  }

  /** A folder's entry needs room, too. */
  private static IOException fullOr(FileSystemException failure, String path) {
    return tellsFull(failure)
        ? new DiskFullException("no room on the disk for " + path, failure)
        : failure;
  }

  /** The platform tells a full disk from other failures by its message only. */
  static boolean tellsFull(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(root.resolve(path));
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    sync(root.resolve(folder));
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Bytes that can still be written, as far as the file system tells. */
  long usableBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Gives the folder free for another process. */
  @Override
  public void close() throws IOException {
    if (lockChannel != null) {
      lockChannel.close();
    }
  }
}

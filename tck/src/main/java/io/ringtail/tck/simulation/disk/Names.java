// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The names of all files and folders: as processes see them, and those on the platter. */
final class Names {
  /**
   * A change that is not synced.
   *
   * @param from the name that went away, if any
   * @param to the name that came, if any
   */
  private record Change(String folder, @Nullable String from, @Nullable String to, Inode inode) {}

  private final Room room;
  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> platter = new TreeMap<>();
  private final List<Change> unsynced = new ArrayList<>();

  Names(Room room) {
    this.room = room;
  }

  @Nullable Inode find(String path) {
    return names.get(path);
  }

  boolean exists(String path) {
    return path.isEmpty() || names.containsKey(path);
  }

  Inode file(String path) throws NoSuchFileException {
    Inode inode = names.get(path);
    if (inode == null || inode.folder) {
      throw new NoSuchFileException(path);
    }
    return inode;
  }

  /** Each once, however many names it has. */
  List<Inode> files() {
    Set<Inode> files = new LinkedHashSet<>();
    for (Inode inode : names.values()) {
      if (!inode.folder) {
        files.add(inode);
      }
    }
    return List.copyOf(files);
  }

  List<String> list(String folder) {
    List<String> listed = new ArrayList<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    for (String path : names.tailMap(prefix, true).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.indexOf('/', prefix.length()) < 0) {
        listed.add(path.substring(prefix.length()));
      }
    }
    return listed;
  }

  void checkFolder(String folder) throws NoSuchFileException {
    Inode inode = names.get(folder);
    if (!folder.isEmpty() && (inode == null || !inode.folder)) {
      throw new NoSuchFileException(folder);
    }
  }

  static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  Inode create(String path) {
    Inode inode = new Inode(path, false);
    names.put(path, inode);
    unsynced.add(new Change(folderOf(path), null, path, inode));
    return inode;
  }

  /** Folders are on the platter at once. */
  void createFolders(String folder) {
    for (String path = folder; !path.isEmpty(); path = folderOf(path)) {
      if (!names.containsKey(path)) {
        names.put(path, new Inode(path, true));
      }
      platter.put(path, Objects.requireNonNull(names.get(path)));
    }
  }

  void rename(String from, String to) throws NoSuchFileException {
    Inode inode = file(from);
    if (from.equals(to) || names.get(to) == inode) {
      return; // two names of one file: rename(2) leaves both
    }
    names.remove(from);
    Inode replaced = names.put(to, inode);
    if (replaced != null) {
      unlink(replaced, to);
    }
    if (inode.path.equals(from)) {
      inode.path = to;
    }
    unsynced.add(new Change(folderOf(to), from, to, inode));
  }

  void link(String from, String to) throws NoSuchFileException {
    Inode inode = file(from);
    names.put(to, inode);
    inode.links++;
    unsynced.add(new Change(folderOf(to), null, to, inode));
  }

  void delete(String path) throws IOException {
    Inode inode = names.get(path);
    if (inode == null) {
      return;
    }
    if (inode.folder && !list(path).isEmpty()) {
      throw new DirectoryNotEmptyException(path);
    }
    names.remove(path);
    unlink(inode, path);
    unsynced.add(new Change(folderOf(path), path, null, inode));
  }

  private void unlink(Inode inode, String path) {
    inode.links--;
    if (inode.isLinked() && inode.path.equals(path)) {
      names.forEach((name, other) -> inode.path = other == inode ? name : inode.path);
    }
    releaseIfUnused(inode);
  }

  /** A file without a name keeps its room until nobody has it open. */
  void releaseIfUnused(Inode inode) {
    if (!inode.isLinked() && inode.handles == 0) {
      room.take(-inode.sizeBytes());
    }
  }

  /**
   * Brings a folder's changes to the platter, oldest first.
   *
   * @param most so many of them; the process dies before the others
   */
  void sync(String folder, int most) {
    int done = 0;
    for (Iterator<Change> changes = unsynced.iterator(); done < most && changes.hasNext(); ) {
      Change change = changes.next();
      if (change.folder().equals(folder)) {
        write(change);
        changes.remove();
        done++;
      }
    }
  }

  int unsyncedCount() {
    return unsynced.size();
  }

  private void write(Change change) {
    Inode inode = change.inode();
    if (change.from() != null) {
      if (change.to() == null || platter.get(change.from()) == inode) {
        platter.remove(change.from());
      } else {
        // An earlier name of it may be there, where the change to this one was forgotten.
        platter
            .entrySet()
            .removeIf(name ->
                name.getValue() == inode && folderOf(name.getKey()).equals(change.folder()));
      }
    }
    if (change.to() != null) {
      platter.put(change.to(), inode);
    }
  }

  /** Becomes what a power cut leaves; returns how many names were forgotten or came back. */
  int crash(RandomGenerator random) {
    boolean inOrder = random.nextBoolean();
    int chance = random.nextInt(11);
    TreeSet<String> cut = new TreeSet<>();
    for (Change change : unsynced) {
      if (random.nextInt(10) < chance && !cut.contains(change.folder())) {
        write(change);
      } else if (inOrder) {
        cut.add(change.folder());
      }
    }
    unsynced.clear();
    addFoldersOfFiles();
    int different = differences();
    names.values().forEach(inode -> inode.links = 0);
    names.clear();
    names.putAll(platter);
    names.values().forEach(inode -> inode.links = 0);
    names.forEach((path, inode) -> {
      inode.path = inode.isLinked() ? inode.path : path;
      inode.links++;
    });
    return different;
  }

  /** Where a folder's deletion came to the platter before that of its files. */
  private void addFoldersOfFiles() {
    for (String path : List.copyOf(platter.keySet())) {
      for (String up = folderOf(path); !up.isEmpty(); up = folderOf(up)) {
        platter.putIfAbsent(up, new Inode(up, true));
      }
    }
  }

  private int differences() {
    TreeSet<String> all = new TreeSet<>(names.keySet());
    all.addAll(platter.keySet());
    int different = 0;
    for (String path : all) {
      if (names.get(path) != platter.get(path)) {
        different++;
      }
    }
    return different;
  }

  /** Nobody has a file open any more. */
  void closeAll() {
    long used = 0;
    for (Inode inode : files()) {
      inode.handles = 0;
      used += inode.sizeBytes();
    }
    room.usedBytes(used);
  }

  void clear() {
    names.values().forEach(inode -> inode.links = 0);
    names.clear();
    platter.clear();
    unsynced.clear();
  }

  List<String> paths() {
    List<String> paths = new ArrayList<>();
    names.forEach((path, inode) -> {
      if (!inode.folder) {
        paths.add(path);
      }
    });
    return paths;
  }
}

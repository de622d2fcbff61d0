// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.util.List;

/**
 * The only way to files. Paths are relative to a root, with {@code /} between folders, unless they
 * are absolute. Thread-safe.
 *
 * <p>Nothing is promised to survive a crash but what was forced: a file's bytes by {@link
 * DiskFile#force}, its creation, renaming or deletion by {@link #syncFolder} of its folder.
 */
public interface Disk {
  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  DiskFile openForRead(String path) throws IOException;

  /** Opens a file for reading and writing, and creates it empty where there is none. */
  DiskFile openForWrite(String path) throws IOException;

  boolean exists(String path) throws IOException;

  /** Names of the files and folders directly in a folder, ascending; none when it is not there. */
  List<String> list(String folder) throws IOException;

  /** Creates a folder and those above it; they are durable on return. */
  void createFolders(String folder) throws IOException;

  /** Renames a file in one step, in place of another of that name if there is one. */
  void rename(String from, String to) throws IOException;

  /**
   * Gives a file's bytes a second name, which is durable once its folder is synced. Where the file
   * system knows no such names, the second one gets a copy, forced.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is a file of that name
   * @throws DiskFullException when there is no room for it
   */
  void link(String from, String to) throws IOException;

  /** Deletes a file, or an empty folder; no error when there is none. */
  void delete(String path) throws IOException;

  /** Makes all creations, renames and deletions directly in a folder durable. */
  void syncFolder(String folder) throws IOException;
}

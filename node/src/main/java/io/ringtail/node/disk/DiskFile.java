// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Thread-safe; every position is in bytes from the start. */
public interface DiskFile extends AutoCloseable {
  /**
   * Reads until the buffer is full or the file ends.
   *
   * @return how many bytes were read; less than were asked for only at the end of the file
   */
  int read(ByteBuffer into, long position) throws IOException;

  /**
   * Writes all that the buffer holds.
   *
   * @throws DiskFullException when there is no room; part of it may have been written
   */
  void write(ByteBuffer from, long position) throws IOException;

  /**
   * Overwrites a stretch of the file with zeros, so that it has its room on the disk.
   *
   * @throws DiskFullException when there is no room; part of it may have been taken
   */
  void zero(long position, long length) throws IOException;

  /**
   * Takes room on the disk for a stretch at the end of the file, which reads as zeros. It may be
   * cheaper than {@link #zero}; but forcing what is then written there may cost more, since the
   * file system has to note that it was.
   *
   * @throws DiskFullException when there is no room; part of it may have been taken
   */
  default void allocate(long position, long length) throws IOException {
    zero(position, length);
  }

  /**
   * Makes what was written durable, and the file's size. After a failure it is unknown which writes
   * are durable, and forcing again would not tell: the caller has to stop.
   */
  void force() throws IOException;

  long sizeBytes() throws IOException;

  void truncate(long sizeBytes) throws IOException;

  @Override
  void close() throws IOException;
}

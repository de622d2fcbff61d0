// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of the real disk. */
final class ChannelFile implements DiskFile {
  /**
   * Written at a time when zeros are: large enough that the calls cost nothing beside the bytes.
   */
  private static final int ZEROS_BYTES = 1 << 20;

  /** Less room than this after a failed write means that the disk is full, whatever the message. */
  private static final long FULL_BELOW_BYTES = 1 << 16;

  private final String path;
  private final FileChannel channel;
  private final FileDisk disk;

  ChannelFile(String path, FileChannel channel, FileDisk disk) {
    this.path = path;
    this.channel = channel;
    this.disk = disk;
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    int total = 0;
    while (into.hasRemaining()) {
      int count = channel.read(into, position + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Override
  public void write(ByteBuffer from, long position) throws IOException {
    long at = position;
    try {
      while (from.hasRemaining()) {
        at += channel.write(from, at);
      }
    } catch (IOException failure) {
      throw isFull(failure)
          ? new DiskFullException("no room on the disk for " + path, failure)
          : failure;
    }
  }

  @Override
  public void zero(long position, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, length));
    for (long done = 0; done < length; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), length - done));
      int count = zeros.remaining();
      write(zeros, position + done);
      done += count;
    }
  }

  @Override
  public void allocate(long position, long length) throws IOException {
    if (!SystemAllocation.take(disk.pathOf(path), position, length)) {
      zero(position, length);
    }
  }

  private boolean isFull(IOException failure) throws IOException {
    return FileDisk.tellsFull(failure) || disk.usableBytes() < FULL_BELOW_BYTES;
  }

  @Override
  public void force() throws IOException {
    // Without metadata: the size is forced by it all the same where it changed (fdatasync).
    channel.force(false);
  }

  @Override
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void truncate(long sizeBytes) throws IOException {
    channel.truncate(sizeBytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The file of a table that is being opened: its last bytes, which tell all that has to be known of
 * a small table, are read at once instead of in six pieces. Confined to one thread.
 */
final class TableTail implements DiskFile {
  private static final int BYTES_MAX = 16 << 10;

  private final DiskFile file;
  private final long sizeBytes;
  private final long start;
  private final ByteBuffer bytes;

  TableTail(DiskFile file) throws IOException {
    this.file = file;
    this.sizeBytes = file.sizeBytes();
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(sizeBytes, BYTES_MAX));
    this.start = sizeBytes - tail.capacity();
    this.bytes = readable(tail) ? tail.flip() : ByteBuffer.allocate(0);
  }

  /** Whether all of the tail can be read; where it cannot, its pieces are tried one by one. */
  private boolean readable(ByteBuffer tail) {
    try {
      return file.read(tail, start) == tail.capacity();
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    int length = into.remaining();
    if (position < start || position > start + bytes.limit() - length) {
      return file.read(into, position);
    }
    into.put(bytes.slice((int) (position - start), length));
    return length;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void write(ByteBuffer from, long position) {
    throw new UnsupportedOperationException("tables are not written to");
  }

  @Override
  public void zero(long position, long length) {
    throw new UnsupportedOperationException("tables are not written to");
  }

  @Override
  public void force() {
    throw new UnsupportedOperationException("tables are not written to");
  }

  @Override
  public void truncate(long sizeBytes) {
    throw new UnsupportedOperationException("tables are not written to");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

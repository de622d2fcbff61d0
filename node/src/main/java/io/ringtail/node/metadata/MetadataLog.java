// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A small file of records that add up to the {@link MetadataState}: each is forced before the next
 * is written, and the file is written anew when it has grown. Confined to one thread that may
 * block.
 */
final class MetadataLog implements AutoCloseable {
  /** A dozen changes of a large map; the file is read at each start. */
  static final long FILE_BYTES_MAX = 4 << 20;

  private final Disk disk;
  private DiskFile file;
  private long end;
  private MetadataState state;

  private MetadataLog(Disk disk, DiskFile file, long end, MetadataState state) {
    this.disk = disk;
    this.file = file;
    this.end = end;
    this.state = state;
  }

  /**
   * Reads the log of a folder, without the record that a crash may have torn.
   *
   * @throws MetadataException when it is damaged
   */
  static MetadataLog open(Disk disk) throws IOException {
    if (!disk.exists(MetadataLogFormat.FILE)) {
      return create(disk, MetadataState.EMPTY);
    }
    MetadataState state;
    try (DiskFile file = disk.openForRead(MetadataLogFormat.FILE)) {
      state = new MetadataLogReader(file).read();
    }
    // Written anew: what was read may be in memory only, and an fsync that failed once leaves
    // nothing for a later one to write.
    return create(disk, state);
  }

  /** The state as all records up to now make it. */
  MetadataState state() {
    return state;
  }

  /** Appends a record; it is durable on return. */
  void append(MetadataRecord record) throws IOException {
    state = record.applyTo(state);
    ByteBuf bytes = Unpooled.buffer();
    encode(record, bytes);
    if (end + bytes.readableBytes() > FILE_BYTES_MAX) {
      file.close();
      MetadataLog fresh = create(disk, state);
      file = fresh.file;
      end = fresh.end;
      return;
    }
    file.write(bytes.nioBuffer(), end);
    file.force();
    end += bytes.readableBytes();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Writes a state as the whole log, under another name until it is durable. */
  private static MetadataLog create(Disk disk, MetadataState state) throws IOException {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeLong(MetadataLogFormat.MAGIC);
    for (MetadataRecord record : recordsOf(state)) {
      encode(record, bytes);
    }
    DiskFile file = disk.openForWrite(MetadataLogFormat.FILE_NEW);
    file.truncate(0);
    file.write(bytes.nioBuffer(), 0);
    file.force();
    disk.rename(MetadataLogFormat.FILE_NEW, MetadataLogFormat.FILE);
    disk.syncFolder("");
    return new MetadataLog(disk, file, bytes.readableBytes(), state);
  }

  private static List<MetadataRecord> recordsOf(MetadataState state) {
    List<MetadataRecord> records = new ArrayList<>();
    if (state.map() != null) {
      records.add(new MetadataRecord.DecidedMap(state.map()));
    }
    if (state.acceptor() != null) {
      records.add(new MetadataRecord.Acceptor(state.acceptor()));
    }
    state.joined().stream().sorted().map(MetadataRecord.Joined::new).forEach(records::add);
    if (state.formed()) {
      records.add(new MetadataRecord.Formed());
    }
    return records;
  }

  private static void encode(MetadataRecord record, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(0);
    out.writeInt(record.type());
    out.writeInt(0);
    int payload = out.writerIndex();
    record.encode(out);
    int length = out.writerIndex() - payload;
    out.setInt(start, length);
    out.setInt(start + 8, checksum(out, start, 8));
    out.writeInt(checksum(out, payload, length));
  }

  static int checksum(ByteBuf bytes, int index, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.nioBuffer(index, length));
    return (int) crc.getValue();
  }
}

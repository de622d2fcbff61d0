// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.Slices;
import io.ringtail.node.storage.partition.SmallPartition;
import io.ringtail.node.storage.partition.TimestampRange;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One table's part of a memtable generation: partitions by token and key. */
public final class Memtable {
  /** Partitions of more rows than this are held row by row. */
  private static final int SMALL_ROWS_MAX = 8;

  /** Partitions of several rows and more bytes than this are held row by row. */
  private static final int SMALL_BYTES_MAX = 4_096;

  private final Slab slab;
  private final Overwrite overwrite;
  private final TokenIndex index;
  private final List<WidePartition> wide = new ArrayList<>();
  private final TimestampRange timestamps = new TimestampRange();
  private long entriesBytes;

  Memtable(Slab slab, Overwrite overwrite) {
    this.slab = slab;
    this.overwrite = overwrite;
    this.index = new TokenIndex(slab, Token::hash);
  }

  /** Number of partitions. */
  public int partitions() {
    return index.count();
  }

  /** Of all that was ever merged into it. */
  public TimestampRange timestamps() {
    return timestamps;
  }

  /** Bytes of entries and of what finds them. */
  long sizeBytes() {
    return entriesBytes + indexBytes();
  }

  /** Bytes beside those in the slab. */
  long indexBytes() {
    long bytes = index.sizeBytes();
    for (WidePartition partition : wide) {
      bytes += partition.sizeBytes();
    }
    return bytes;
  }

  /** Merges a mutation's content, which was scanned last, into a partition. */
  void merge(long token, byte[] key, byte[] content, PartitionScanner scanned) {
    if (scanned.timestampMax() >= scanned.timestampMin()) {
      timestamps.add(scanned.timestampMin());
      timestamps.add(scanned.timestampMax());
    }
    entriesBytes -= slab.usedBytes();
    int reference = index.find(token, key);
    if (reference == TokenIndex.NONE) {
      insert(token, key, content, scanned);
    } else if ((slab.flags(reference) & Slab.WIDE) != 0) {
      wide.get(slab.number(reference)).merge(PartitionCodec.decode(content));
    } else if (overwrite.replaces(scanned, slab, reference)) {
      put(token, key, reference, content, flags(scanned.expires()));
    } else {
      update(token, key, reference, content);
    }
    entriesBytes += slab.usedBytes();
  }

  private void insert(long token, byte[] key, byte[] content, PartitionScanner scanned) {
    if (isWide(scanned.rows(), content.length)) {
      int reference = slab.add(key, Integer.BYTES);
      makeWide(reference).merge(PartitionCodec.decode(content));
      index.insert(token, key, reference);
    } else {
      int reference = slab.add(key, content.length);
      slab.setContent(reference, content, flags(scanned.expires()));
      index.insert(token, key, reference);
    }
  }

  private void update(long token, byte[] key, int reference, byte[] content) {
    PartitionData data = PartitionCodec.decode(content);
    PartitionData merged = Merge.partitions(PartitionCodec.decode(slab.content(reference)), data);
    byte[] encoded = merged.equals(data) ? content : PartitionCodec.encode(merged);
    if (isWide(merged.rows().size(), encoded.length)) {
      int replacement = reference;
      if (slab.contentRoom(reference) < Integer.BYTES) {
        replacement = slab.add(key, Integer.BYTES);
        index.replace(token, key, replacement);
      }
      makeWide(replacement).merge(merged);
    } else {
      put(token, key, reference, encoded, flags(Slices.expires(merged)));
    }
  }

  /** Puts a content in the place of the one that an entry has: in its room, if it is enough. */
  private void put(long token, byte[] key, int reference, byte[] content, int flags) {
    if (content.length <= slab.contentRoom(reference)) {
      slab.setContent(reference, content, flags);
    } else {
      int replacement = slab.add(key, content.length);
      slab.setContent(replacement, content, flags);
      index.replace(token, key, replacement);
    }
  }

  private static boolean isWide(int rows, int contentLength) {
    return rows > SMALL_ROWS_MAX || (rows > 1 && contentLength > SMALL_BYTES_MAX);
  }

  private static int flags(boolean expires) {
    return expires ? Slab.EXPIRES : 0;
  }

  private WidePartition makeWide(int reference) {
    WidePartition partition = new WidePartition(slab);
    slab.setNumber(reference, wide.size());
    wide.add(partition);
    return partition;
  }

  /** What is known of a partition; null when nothing is. */
  public @Nullable PartitionView find(long token, byte[] key) {
    int reference = index.find(token, key);
    return reference == TokenIndex.NONE ? null : view(reference);
  }

  private PartitionView view(int reference) {
    int flags = slab.flags(reference);
    return (flags & Slab.WIDE) != 0
        ? wide.get(slab.number(reference))
        : new SmallPartition(slab.content(reference), (flags & Slab.EXPIRES) != 0);
  }

  /** All partitions from a token on. Of no use once the memtable changes. */
  public PartitionCursor cursor(long fromToken) {
    TokenIndex.Walk walk = index.walk(fromToken);
    return new PartitionCursor() {
      @Override
      public State state() {
        return walk.atEnd() ? State.END : State.AT;
      }

      @Override
      public long token() {
        return walk.token();
      }

      @Override
      public byte[] key() {
        return walk.key();
      }

      @Override
      public PartitionView view() {
        return Memtable.this.view(walk.reference());
      }

      @Override
      public int contentLength() {
        int reference = walk.reference();
        boolean isWide = (slab.flags(reference) & Slab.WIDE) != 0;
        return isWide ? -1 : slab.contentLength(reference);
      }

      @Override
      public int keyLength() {
        return walk.keyLength();
      }

      @Override
      public boolean expires() {
        int reference = walk.reference();
        return (slab.flags(reference) & Slab.WIDE) != 0
            ? wide.get(slab.number(reference)).expires()
            : (slab.flags(reference) & Slab.EXPIRES) != 0;
      }

      @Override
      public void copyTo(byte[] target, int at) {
        slab.copyEntry(walk.reference(), target, at, keyLength() + contentLength());
      }

      @Override
      public void advance() {
        walk.advance();
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.node.storage.memtable.ChunkPool;
import io.ringtail.node.storage.memtable.Generation;
import io.ringtail.node.storage.memtable.Memtable;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.row.Mutation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The memtable as it is: entries in a slab off the heap, found by an index of their tokens. */
final class TokenIndexStructure implements MemtableStructure {
  private final ChunkPool memory = new ChunkPool(0);
  private final Generation generation = new Generation(0, memory);
  private final PartitionScanner scanner = new PartitionScanner();

  @Override
  public void put(long token, Mutation mutation) {
    scanner.scan(mutation.content());
    generation.merge(mutation, token, scanner);
  }

  private Memtable memtable() {
    return Objects.requireNonNull(generation.memtable(MemtableRecords.TABLE));
  }

  @Override
  public byte @Nullable [] get(long token, byte[] key) {
    PartitionView view = memtable().find(token, key);
    return view == null ? null : view.content();
  }

  @Override
  public long scan() {
    long sum = 0;
    PartitionCursor cursor = memtable().cursor(0);
    while (cursor.state() == PartitionCursor.State.AT) {
      byte[] content = Objects.requireNonNull(cursor.view().content());
      sum += cursor.token() + cursor.key().length + content.length;
      cursor.advance();
    }
    return sum;
  }

  @Override
  public long bytesOffHeap() {
    return generation.sizeBytes();
  }

  @Override
  public void close() {
    generation.release();
    memory.close();
  }
}

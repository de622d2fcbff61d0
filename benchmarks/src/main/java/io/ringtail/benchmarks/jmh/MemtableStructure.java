// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.row.Mutation;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A structure that a memtable could be: partitions by token and key, written by one thread. */
public interface MemtableStructure {
  /** The structures that are compared. */
  enum Kind {
    TOKEN_INDEX,
    SKIP_LIST,
    RED_BLACK_TREE,
    PREFIX_TREE;

    MemtableStructure create() {
      return switch (this) {
        case TOKEN_INDEX -> new TokenIndexStructure();
        case SKIP_LIST -> new MapStructure(new ConcurrentSkipListMap<>());
        case RED_BLACK_TREE -> new MapStructure(new TreeMap<>());
        case PREFIX_TREE -> new PrefixTreeStructure();
      };
    }
  }

  /** Adds a partition, or overwrites what is there if it may. */
  void put(long token, Mutation mutation);

  /** A copy of a partition's content; null when there is none. */
  byte @Nullable [] get(long token, byte[] key);

  /** Walks over everything in order, with the bytes of keys and contents; returns their sum. */
  long scan();

  /** Bytes off the heap. */
  long bytesOffHeap();

  void close();
}

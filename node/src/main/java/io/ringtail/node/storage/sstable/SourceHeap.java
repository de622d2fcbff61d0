// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several walks over partitions as one, ascending by token, then by key: a binary heap of the
 * sources, whose top stays in place while it is the only one at its partition. Keys are looked at
 * only where tokens are equal. Confined to one thread.
 */
final class SourceHeap {
  private final PartitionCursor[] cursors;

  /** Tokens of the partitions that cursors are at, with the sign flipped to compare signed. */
  private final long[] tokens;

  private final byte[] @Nullable [] keys;
  private final int[] heap;
  private int size;

  /** How many sources from the top on, taken out of the heap, are at its partition. */
  private final int[] group;

  private int groupSize;

  SourceHeap(List<PartitionCursor> sources) {
    cursors = sources.toArray(new PartitionCursor[0]);
    tokens = new long[cursors.length];
    keys = new byte[cursors.length][];
    heap = new int[cursors.length];
    group = new int[cursors.length];
    for (int source = 0; source < cursors.length; source++) {
      if (load(source)) {
        heap[size++] = source;
      }
    }
    for (int at = size / 2 - 1; at >= 0; at--) {
      siftDown(at);
    }
  }

  /** Notes where a source is; false at its end. */
  private boolean load(int source) {
    PartitionCursor cursor = cursors[source];
    switch (cursor.state()) {
      case END -> {
        return false;
      }
      case MISSING ->
          throw new IllegalStateException("a block is not there, though all are read directly");
      case AT -> {
        tokens[source] = cursor.token() ^ Long.MIN_VALUE;
        keys[source] = null;
      }
    }
    return true;
  }

  boolean atEnd() {
    return size == 0;
  }

  /** Token of the next partition. */
  long token() {
    return tokens[heap[0]] ^ Long.MIN_VALUE;
  }

  /** Key of the next partition. */
  byte[] key() {
    return key(heap[0]);
  }

  /** The only source that is at the next partition; null when there are several. */
  @Nullable PartitionCursor only() {
    int top = heap[0];
    if ((size > 1 && isSame(top, heap[1])) || (size > 2 && isSame(top, heap[2]))) {
      return null;
    }
    return cursors[top];
  }

  /** Adds what all sources say that are at the next partition. */
  void views(List<PartitionView> views) {
    int top = heap[0];
    groupSize = 0;
    do {
      group[groupSize++] = heap[0];
      views.add(cursors[heap[0]].view());
      heap[0] = heap[--size];
      siftDown(0);
    } while (size > 0 && isSame(top, heap[0]));
  }

  /** The sources that are at the next partition, as far as anybody asked for them. */
  List<PartitionCursor> current() {
    if (groupSize == 0) {
      return List.of(cursors[heap[0]]);
    }
    List<PartitionCursor> current = new ArrayList<>(groupSize);
    for (int i = 0; i < groupSize; i++) {
      current.add(cursors[group[i]]);
    }
    return current;
  }

  /** Moves the sources that were at the next partition on. */
  void advance() {
    if (groupSize == 0) {
      cursors[heap[0]].advance();
      if (!load(heap[0])) {
        heap[0] = heap[--size];
      }
      siftDown(0);
      return;
    }
    for (int i = 0; i < groupSize; i++) {
      cursors[group[i]].advance();
      if (load(group[i])) {
        heap[size] = group[i];
        siftUp(size++);
      }
    }
    groupSize = 0;
  }

  private byte[] key(int source) {
    byte[] key = keys[source];
    if (key == null) {
      key = cursors[source].key();
      keys[source] = key;
    }
    return key;
  }

  private boolean isSame(int a, int b) {
    return tokens[a] == tokens[b] && Arrays.equals(key(a), key(b));
  }

  private boolean isBefore(int a, int b) {
    if (tokens[a] != tokens[b]) {
      return tokens[a] < tokens[b];
    }
    int byKey = Arrays.compareUnsigned(key(a), key(b));
    return byKey != 0 ? byKey < 0 : a < b;
  }

  private void siftDown(int from) {
    int at = from;
    int moved = heap[at];
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], moved)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }

  private void siftUp(int from) {
    int at = from;
    int moved = heap[at];
    while (at > 0 && isBefore(moved, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = moved;
  }
}

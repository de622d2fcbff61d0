// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.row.Mutation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A trie over the bytes of the token, on the heap: nodes of children in order, which end where one
 * partition is left. Partitions of equal tokens do not occur among the records that are compared.
 */
final class PrefixTreeStructure implements MemtableStructure {
  private static final class Leaf {
    final long token;
    final byte[] key;
    byte[] content;

    Leaf(long token, Mutation mutation) {
      this.token = token;
      this.key = mutation.key();
      this.content = mutation.content();
    }
  }

  /** Children by one byte of the token, ascending: another node, or a leaf. */
  private static final class Node {
    byte[] bytes = new byte[4];
    Object[] children = new Object[4];
    int count;

    int find(int next) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if ((bytes[middle] & 0xFF) < next) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < count && (bytes[low] & 0xFF) == next ? low : -low - 1;
    }

    void insert(int at, int next, Object child) {
      if (count == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(256, 2 * count));
        children = Arrays.copyOf(children, Math.min(256, 2 * count));
      }
      System.arraycopy(bytes, at, bytes, at + 1, count - at);
      System.arraycopy(children, at, children, at + 1, count - at);
      bytes[at] = (byte) next;
      children[at] = child;
      count++;
    }
  }

  private final Node root = new Node();
  private final PartitionScanner scanner = new PartitionScanner();
  private final PartitionScanner older = new PartitionScanner();

  private static int byteOf(long token, int depth) {
    return (int) (token >>> (56 - 8 * depth)) & 0xFF;
  }

  @Override
  public void put(long token, Mutation mutation) {
    scanner.scan(mutation.content());
    Node node = root;
    for (int depth = 0; ; depth++) {
      int at = node.find(byteOf(token, depth));
      if (at < 0) {
        node.insert(-at - 1, byteOf(token, depth), new Leaf(token, mutation));
        return;
      }
      Object child = node.children[at];
      if (child instanceof Leaf leaf) {
        if (leaf.token == token) {
          overwrite(leaf, mutation);
          return;
        }
        Node inner = new Node();
        inner.insert(0, byteOf(leaf.token, depth + 1), leaf);
        node.children[at] = inner;
        node = inner;
      } else {
        node = (Node) child;
      }
    }
  }

  private void overwrite(Leaf leaf, Mutation mutation) {
    older.scan(leaf.content);
    if (scanner.replaces(older)) {
      leaf.content = mutation.content();
    }
  }

  @Override
  public byte @Nullable [] get(long token, byte[] key) {
    Node node = root;
    for (int depth = 0; ; depth++) {
      int at = node.find(byteOf(token, depth));
      if (at < 0) {
        return null;
      }
      if (node.children[at] instanceof Leaf leaf) {
        return Arrays.equals(leaf.key, key) ? leaf.content.clone() : null;
      }
      node = (Node) node.children[at];
    }
  }

  @Override
  public long scan() {
    return scan(root);
  }

  private static long scan(Node node) {
    long sum = 0;
    for (int i = 0; i < node.count; i++) {
      sum +=
          node.children[i] instanceof Leaf leaf
              ? leaf.token + leaf.key.clone().length + leaf.content.clone().length
              : scan((Node) node.children[i]);
    }
    return sum;
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() {
    root.count = 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an order, as a graph: an edge says that its end does not come before its
 * beginning. Nodes are what is ordered, and moments: with one node for each moment, "everything
 * acknowledged by now is older than everything read from now on" takes as many edges as there are
 * operations, not as many as there are pairs. Two things in one strongly connected component would
 * each have to come before the other.
 */
final class OrderGraph {

  /** Why one thing does not come before another. */
  enum Kind {
    /** A moment and a later one. */
    TIME(1),
    /** What a completed operation wrote or saw, and the moment of its completion. */
    ENDED(2),
    /** The moment of an operation's invocation, and what it saw, or the operation. */
    BEGAN(4),
    /** A write and the moment after it in the life of its session. */
    SESSION(8),
    /** A write and the end of the time in which its timestamp lies. */
    TIMESTAMP(16),
    /** The initial state and any write. */
    INITIAL(32),
    /** Two writes, one over the other. */
    WRITE_WRITE(64),
    /** A write and who read it. */
    WRITE_READ(128),
    /** A reader, and who wrote over what it read. */
    READ_WRITE(256),
    /** A write, and a later one of a session that had seen it and followed its clock. */
    FOLLOWED(512);

    /** A bit of its own, for sets of kinds. */
    private final int bit;

    Kind(int bit) {
      this.bit = bit;
    }

    int bit() {
      return bit;
    }
  }

  /** All kinds of edges. */
  static final int ANY = -1;

  /** An edge; the witness is the operation that tells of it. */
  record Edge(int from, int to, Kind kind, @Nullable Operation witness) {}

  private static final int NO_EDGE = -1;

  private final List<Edge> edges = new ArrayList<>();
  private int[] first = new int[64];
  private int[] following = new int[64];
  private int nodes;

  int add() {
    if (nodes == first.length) {
      first = Arrays.copyOf(first, 2 * nodes);
    }
    first[nodes] = NO_EDGE;
    return nodes++;
  }

  void edge(int from, int to, Kind kind, @Nullable Operation witness) {
    int edge = edges.size();
    if (edge == following.length) {
      following = Arrays.copyOf(following, 2 * edge);
    }
    following[edge] = first[from];
    first[from] = edge;
    edges.add(new Edge(from, to, kind, witness));
  }

  int nodes() {
    return nodes;
  }

  List<Edge> edges() {
    return edges;
  }

  /**
   * The strongly connected component of each node by Tarjan's algorithm, without recursion. A
   * component has a greater number than those it leads to.
   */
  int[] components(int kinds) {
    int[] component = new int[nodes];
    int[] order = new int[nodes];
    int[] low = new int[nodes];
    int[] cursor = Arrays.copyOf(first, nodes);
    int[] path = new int[nodes];
    int[] open = new int[nodes];
    Arrays.fill(component, -1);
    int orders = 0;
    int components = 0;
    int opened = 0;
    for (int root = 0; root < nodes; root++) {
      if (order[root] != 0) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      open[opened++] = root;
      order[root] = low[root] = ++orders;
      while (depth >= 0) {
        int node = path[depth];
        int child = nextChild(node, cursor, kinds);
        if (child >= 0 && order[child] == 0) {
          path[++depth] = child;
          open[opened++] = child;
          order[child] = low[child] = ++orders;
        } else if (child >= 0) {
          low[node] = component[child] < 0 ? Math.min(low[node], order[child]) : low[node];
        } else {
          if (low[node] == order[node]) {
            opened = close(node, open, opened, component, components++);
          }
          depth--;
          if (depth >= 0) {
            low[path[depth]] = Math.min(low[path[depth]], low[node]);
          }
        }
      }
    }
    return component;
  }

  private int nextChild(int node, int[] cursor, int kinds) {
    while (cursor[node] != NO_EDGE) {
      Edge edge = edges.get(cursor[node]);
      cursor[node] = following[cursor[node]];
      if ((edge.kind().bit() & kinds) != 0) {
        return edge.to();
      }
    }
    return -1;
  }

  private static int close(int node, int[] open, int opened, int[] component, int number) {
    int left = opened;
    do {
      component[open[--left]] = number;
    } while (open[left] != node);
    return left;
  }

  /**
   * The shortest way from a node to a node that passes another node that is marked, or starts or
   * ends in two different marked ones; null if there is none. Moments cost nothing.
   */
  @Nullable List<Edge> way(int from, int to, int kinds, boolean[] marked) {
    // Each node twice: as reached without having passed a marked node other than from, and with.
    int[] cost = new int[2 * nodes];
    int[] by = new int[2 * nodes];
    int[] source = new int[2 * nodes];
    Arrays.fill(cost, Integer.MAX_VALUE);
    IntRing queue = new IntRing();
    cost[2 * from] = 0;
    queue.addFirst(2 * from);
    int target = 2 * to + 1;
    while (!queue.isEmpty()) {
      int at = queue.removeFirst();
      if (at == target) {
        return path(by, source, 2 * from, target);
      }
      for (int edge = first[at >> 1]; edge != NO_EDGE; edge = following[edge]) {
        Edge step = edges.get(edge);
        if ((step.kind().bit() & kinds) == 0) {
          continue;
        }
        boolean passed = (at & 1) != 0 || (marked[step.to()] && step.to() != from);
        int reached = 2 * step.to() + (passed ? 1 : 0);
        int price = step.kind() == Kind.TIME ? 0 : 1;
        if (cost[at] + price < cost[reached]) {
          cost[reached] = cost[at] + price;
          by[reached] = edge;
          source[reached] = at;
          if (price == 0) {
            queue.addFirst(reached);
          } else {
            queue.addLast(reached);
          }
        }
      }
    }
    return null;
  }

  private List<Edge> path(int[] by, int[] source, int start, int end) {
    List<Edge> path = new ArrayList<>();
    for (int at = end; at != start; at = source[at]) {
      path.add(edges.get(by[at]));
    }
    Collections.reverse(path);
    return path;
  }

  /** A queue with two ends. */
  private static final class IntRing {
    private int[] items = new int[64];
    private int head;
    private int size;

    boolean isEmpty() {
      return size == 0;
    }

    void addFirst(int item) {
      grow();
      head = (head - 1) & (items.length - 1);
      items[head] = item;
      size++;
    }

    void addLast(int item) {
      grow();
      items[(head + size) & (items.length - 1)] = item;
      size++;
    }

    int removeFirst() {
      int item = items[head];
      head = (head + 1) & (items.length - 1);
      size--;
      return item;
    }

    private void grow() {
      if (size == items.length) {
        int[] more = new int[2 * size];
        for (int at = 0; at < size; at++) {
          more[at] = items[(head + at) & (size - 1)];
        }
        items = more;
        head = 0;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.checker.OrderGraph.Kind;
import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one key's history tells of the versions of its writes, as a graph. Writes and deletions are
 * nodes, and so is the initial state, which is less than all of them:
 *
 * <ol>
 *   <li>a write that was acknowledged, or a value that was seen, is not newer than what any read
 *       returns that begins later;
 *   <li>writes of one session, one after the other, have growing versions, also if they ended in
 *       doubt;
 *   <li>a write whose timestamp is for certain less has the lesser version;
 *   <li>so has one that the writer had seen, where its clock follows what it sees.
 * </ol>
 *
 * <p>Different writes have different versions, so two of them in one strongly connected component
 * are a violation. A read that found nothing saw one of the deletions, or the initial state. Which
 * one is followed up by elimination: see {@link AbsentReads}.
 */
final class RegisterOrder {
  /** The node of the initial state. */
  static final int INITIAL = 0;

  private final List<Operation> operations;
  private final OrderGraph graph = new OrderGraph();
  private final Map<Long, Integer> nodeOfValue = new HashMap<>();

  /** The write of each node; null for moments and the initial state. */
  private final List<@Nullable Operation> writes = new ArrayList<>();

  private final List<Integer> deletions = new ArrayList<>();
  private final AbsentReads absent = new AbsentReads(this);

  /**
   * @param operations of one key, those that took effect or may have, in the order of invocation
   */
  RegisterOrder(List<Operation> operations) {
    this.operations = operations;
    writes.add(null);
    graph.add();
    for (Operation operation : operations) {
      if (!operation.function().isRead()) {
        writes.add(operation);
        int node = graph.add();
        graph.edge(INITIAL, node, Kind.INITIAL, null);
        if (operation.function() == Function.DELETE) {
          deletions.add(node);
        } else {
          nodeOfValue.put(operation.value(), node);
        }
      }
    }
    followTime();
    followSessions();
    followTimestamps();
    followClocks();
  }

  OrderGraph graph() {
    return graph;
  }

  /** How many nodes, from 0 on, are writes or the initial state. */
  int writeCount() {
    return writes.size();
  }

  List<Integer> deletions() {
    return deletions;
  }

  Operation write(int node) {
    Operation write = writes.get(node);
    if (write == null) {
      throw new IllegalArgumentException("the initial state was not written");
    }
    return write;
  }

  Verdict check() {
    while (true) {
      int[] components = graph.components(OrderGraph.ANY);
      Verdict verdict = new OrderCycle(this).find(components);
      if (verdict.isViolation() || !absent.eliminate(components)) {
        return verdict;
      }
    }
  }

  private void followTime() {
    int writeNode = INITIAL;
    int[] nodeOf = new int[operations.size()];
    long[] events = new long[2 * operations.size()];
    int count = 0;
    for (int at = 0; at < operations.size(); at++) {
      Operation operation = operations.get(at);
      boolean read = operation.function().isRead();
      nodeOf[at] = read ? nodeSeenBy(operation) : ++writeNode;
      if (read) {
        events[count++] = ((long) operation.invokedIndex() << 32) | (at << 1);
      }
      if (operation.isOk()) {
        events[count++] = ((long) operation.completedIndex() << 32) | (at << 1) | 1;
      }
    }
    Arrays.sort(events, 0, count);
    int moment = absent.moment(graph.add());
    for (int event = 0; event < count; event++) {
      int at = (int) events[event] >> 1;
      Operation operation = operations.get(at);
      boolean began = (events[event] & 1) == 0;
      if (began && nodeOf[at] < 0) {
        absent.began(operation, moment);
      } else if (began) {
        graph.edge(moment, nodeOf[at], Kind.BEGAN, operation);
      } else {
        int later = absent.moment(graph.add());
        graph.edge(moment, later, Kind.TIME, null);
        moment = later;
        if (nodeOf[at] < 0) {
          absent.ended(operation, moment);
        } else {
          graph.edge(nodeOf[at], moment, Kind.ENDED, operation);
        }
      }
    }
  }

  /** The write whose value a read returned; -1 if it returned none and there are deletions. */
  private int nodeSeenBy(Operation read) {
    if (read.value() == Operation.NONE) {
      return deletions.isEmpty() ? INITIAL : -1;
    }
    Integer node = nodeOfValue.get(read.value());
    if (node == null) {
      throw new IllegalArgumentException("nobody wrote what was read: " + read);
    }
    return node;
  }

  private void followSessions() {
    Map<Integer, List<Integer>> sessions = new HashMap<>();
    for (int node = 1; node < writes.size(); node++) {
      sessions.computeIfAbsent(write(node).process(), process -> new ArrayList<>()).add(node);
    }
    for (int node = 1; node < writes.size(); node++) {
      List<Integer> session = sessions.remove(write(node).process());
      if (session != null) {
        chain(session, Kind.SESSION, Operation::invokedIndex, Operation::completedIndex);
      }
    }
  }

  private void followTimestamps() {
    List<Integer> all = new ArrayList<>();
    for (int node = 1; node < writes.size(); node++) {
      all.add(node);
    }
    chain(all, Kind.TIMESTAMP, Operation::timestampLowMillis, Operation::timestampHighMillis);
  }

  private void followClocks() {
    for (int node = 1; node < writes.size(); node++) {
      Integer seen = nodeOfValue.get(write(node).followedValue());
      if (seen != null) {
        graph.edge(seen, node, Kind.FOLLOWED, null);
      }
    }
  }

  /** Reads one end of an interval. */
  private interface End {
    long of(Operation operation);
  }

  /** A write whose interval ends before another's begins is before it. */
  private void chain(List<Integer> nodes, Kind kind, End low, End high) {
    List<Integer> byLow = new ArrayList<>(nodes);
    byLow.sort((a, b) -> Long.compare(low.of(write(a)), low.of(write(b))));
    List<Integer> byHigh = new ArrayList<>(nodes);
    byHigh.sort((a, b) -> Long.compare(high.of(write(a)), high.of(write(b))));
    int moment = -1;
    int ended = 0;
    for (int node : byLow) {
      boolean more = false;
      int later = moment;
      while (high.of(write(byHigh.get(ended))) < low.of(write(node))) {
        if (!more) {
          later = graph.add();
          more = true;
        }
        graph.edge(byHigh.get(ended++), later, kind, null);
      }
      if (more && moment >= 0) {
        graph.edge(moment, later, Kind.TIME, null);
      }
      moment = later;
      if (moment >= 0) {
        graph.edge(moment, node, kind, null);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.checker.ListAppendChecker.Transaction;
import io.ringtail.tck.checker.OrderGraph.Edge;
import io.ringtail.tck.checker.OrderGraph.Kind;
import io.ringtail.tck.history.Access;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who depends on whom among transactions over lists, and the cycles: G0 of writes only, G1c with
 * reads of what was written, G-single with one read of what was written over, G2 with several. With
 * real time among the edges, the names end in "-realtime".
 */
final class Dependencies {
  /** From how many transactions the shortest cycle is looked for. */
  private static final int STARTS_MAX = 64;

  private static final int WRITES = Kind.WRITE_WRITE.bit();
  private static final int READS = WRITES | Kind.WRITE_READ.bit();
  private static final int ALL = READS | Kind.READ_WRITE.bit();
  private static final int REAL_TIME = Kind.TIME.bit() | Kind.ENDED.bit() | Kind.BEGAN.bit();

  private final List<Transaction> transactions;
  private final ListOrders orders;
  private final OrderGraph graph = new OrderGraph();

  /** Nodes by the operation's id; what is in doubt and was seen by nobody has none. */
  private final Map<Integer, Integer> nodes = new HashMap<>();

  private final List<Operation> operations = new ArrayList<>();

  Dependencies(List<Transaction> transactions, ListOrders orders) {
    this.transactions = transactions;
    this.orders = orders;
    for (Transaction transaction : transactions) {
      if (happened(transaction)) {
        nodes.put(transaction.operation().id(), graph.add());
        operations.add(transaction.operation());
      }
    }
    followLists();
    followWrites();
  }

  private boolean happened(Transaction transaction) {
    return transaction.operation().isOk()
        || (transaction.operation().mayHaveTakenEffect()
            && transaction.steps().stream()
                .anyMatch(step -> orders.isSeen(step.key(), step.element())));
  }

  private void followLists() {
    Map<Long, List<Operation>> unseen = new HashMap<>();
    for (Transaction transaction : transactions) {
      for (Access step : transaction.steps()) {
        if (step.isAppend() && nodes.containsKey(transaction.operation().id())) {
          followAppend(step, transaction.operation(), unseen);
        }
      }
    }
    for (Transaction transaction : transactions) {
      for (Access step : transaction.steps()) {
        if (!step.isAppend()) {
          followRead(step, transaction.operation(), unseen);
        }
      }
    }
  }

  private void followAppend(Access step, Operation append, Map<Long, List<Operation>> unseen) {
    if (!orders.isSeen(step.key(), step.element())) {
      unseen.computeIfAbsent(step.key(), key -> new ArrayList<>()).add(append);
    }
  }

  private void followRead(Access step, Operation reader, Map<Long, List<Operation>> unseen) {
    long[] order = orders.order(step.key());
    int length = ListOrders.list(step).length;
    if (length > 0) {
      edge(orders.appender(step.key(), order[length - 1]), reader, Kind.WRITE_READ);
    }
    if (length < order.length) {
      edge(reader, orders.appender(step.key(), order[length]), Kind.READ_WRITE);
    } else {
      // Lists only grow, so what a read lacks came after it.
      for (Operation append : unseen.getOrDefault(step.key(), List.of())) {
        edge(reader, append, Kind.READ_WRITE);
      }
    }
  }

  private void edge(@Nullable Operation from, @Nullable Operation to, Kind kind) {
    if (from != null && to != null && from != to) {
      Integer begin = nodes.get(from.id());
      Integer end = nodes.get(to.id());
      if (begin != null && end != null) {
        graph.edge(begin, end, kind, to);
      }
    }
  }

  Verdict check(boolean realTime) {
    Verdict verdict = anomaly(0, "");
    if (!verdict.isViolation() && realTime) {
      followTime();
      verdict = anomaly(REAL_TIME, "-realtime");
    }
    return verdict;
  }

  /** One append over the other, along each list that was read. */
  private void followWrites() {
    Map<Long, Boolean> done = new HashMap<>();
    for (Transaction transaction : transactions) {
      for (Access step : transaction.steps()) {
        if (done.put(step.key(), true) == null) {
          long[] order = orders.order(step.key());
          for (int at = 1; at < order.length; at++) {
            edge(
                orders.appender(step.key(), order[at - 1]),
                orders.appender(step.key(), order[at]),
                Kind.WRITE_WRITE);
          }
        }
      }
    }
  }

  private void followTime() {
    long[] events = new long[2 * operations.size()];
    int count = 0;
    for (int node = 0; node < operations.size(); node++) {
      Operation operation = operations.get(node);
      events[count++] = ((long) operation.invokedIndex() << 32) | (node << 1);
      if (operation.isOk()) {
        events[count++] = ((long) operation.completedIndex() << 32) | (node << 1) | 1;
      }
    }
    Arrays.sort(events, 0, count);
    int moment = graph.add();
    for (int event = 0; event < count; event++) {
      int node = (int) events[event] >> 1;
      if ((events[event] & 1) == 0) {
        graph.edge(moment, node, Kind.BEGAN, operations.get(node));
      } else {
        int later = graph.add();
        graph.edge(moment, later, Kind.TIME, null);
        graph.edge(node, later, Kind.ENDED, operations.get(node));
        moment = later;
      }
    }
  }

  private Verdict anomaly(int more, String suffix) {
    boolean[] marked = new boolean[graph.nodes()];
    Arrays.fill(marked, 0, operations.size(), true);
    List<Edge> cycle = cycle(WRITES | more, marked);
    if (cycle != null) {
      return describe("G0" + suffix, cycle);
    }
    cycle = cycle(READS | more, marked);
    if (cycle != null) {
      return describe("G1c" + suffix, cycle);
    }
    int[] components = graph.components(ALL | more);
    for (Edge edge : graph.edges()) {
      if (edge.kind() == Kind.READ_WRITE && components[edge.from()] == components[edge.to()]) {
        cycle = graph.way(edge.to(), edge.from(), READS | more, marked);
        if (cycle != null) {
          cycle.addFirst(edge);
          return describe("G-single" + suffix, cycle);
        }
      }
    }
    cycle = cycle(ALL | more, marked);
    return cycle == null ? Verdict.ok() : describe("G2" + suffix, cycle);
  }

  private @Nullable List<Edge> cycle(int kinds, boolean[] marked) {
    int[] components = graph.components(kinds);
    int[] sizes = new int[graph.nodes()];
    for (int node = 0; node < operations.size(); node++) {
      sizes[components[node]]++;
    }
    @Nullable List<Edge> shortest = null;
    int starts = 0;
    for (int node = 0; node < operations.size() && starts < STARTS_MAX; node++) {
      if (sizes[components[node]] > 1) {
        starts++;
        List<Edge> cycle = graph.way(node, node, kinds, marked);
        if (cycle != null && (shortest == null || cycle.size() < shortest.size())) {
          shortest = cycle;
        }
      }
    }
    return shortest;
  }

  private Verdict describe(String name, List<Edge> cycle) {
    StringBuilder text = new StringBuilder(name).append(": ");
    List<Operation> shown = new ArrayList<>();
    for (Edge edge : cycle) {
      if (edge.from() < operations.size()) {
        shown.add(operations.get(edge.from()));
        text.append('#').append(operations.get(edge.from()).id());
        text.append(
            switch (edge.kind()) {
              case WRITE_WRITE -> " was written over by ";
              case WRITE_READ -> " was read by ";
              case READ_WRITE -> " did not see what was appended by ";
              case ENDED -> " ended before the beginning of ";
              case TIME, BEGAN, SESSION, TIMESTAMP, FOLLOWED, INITIAL ->
                  throw new IllegalStateException("not from a transaction: " + edge);
            });
      }
    }
    text.append('#').append(shown.getFirst().id());
    return new Verdict.Violation(text.toString(), shown);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.checker.OrderGraph.Edge;
import io.ringtail.tck.checker.OrderGraph.Kind;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shortest contradiction in what is known of the order of a register's versions, in words. */
final class OrderCycle {
  /** From how many writes the shortest cycle is looked for: each costs a walk over the graph. */
  private static final int STARTS_MAX = 64;

  private final RegisterOrder order;

  OrderCycle(RegisterOrder order) {
    this.order = order;
  }

  Verdict find(int[] components) {
    int[] writes = new int[order.graph().nodes()];
    boolean[] marked = new boolean[order.graph().nodes()];
    boolean contradiction = false;
    for (int node = 0; node < order.writeCount(); node++) {
      marked[node] = true;
      contradiction |= ++writes[components[node]] > 1;
    }
    if (!contradiction) {
      return Verdict.ok();
    }
    @Nullable List<Edge> shortest = null;
    int starts = 0;
    for (int node = 0; node < order.writeCount() && starts < STARTS_MAX; node++) {
      if (writes[components[node]] > 1) {
        starts++;
        List<Edge> cycle = order.graph().way(node, node, OrderGraph.ANY, marked);
        if (cycle != null && (shortest == null || weight(cycle) < weight(shortest))) {
          shortest = cycle;
        }
      }
    }
    if (shortest == null) {
      throw new IllegalStateException("two writes in one component, and no cycle");
    }
    return describe(shortest);
  }

  private static long weight(List<Edge> cycle) {
    return cycle.stream().filter(edge -> edge.kind() != Kind.TIME).count();
  }

  private Verdict describe(List<Edge> cycle) {
    StringBuilder text = new StringBuilder("versions contradict each other");
    List<Operation> operations = new ArrayList<>();
    List<Edge> segment = new ArrayList<>();
    for (Edge edge : cycle) {
      segment.add(edge);
      Operation witness = edge.witness();
      if (witness != null) {
        operations.add(witness);
      }
      if (edge.to() < order.writeCount()) {
        if (edge.to() != RegisterOrder.INITIAL) {
          operations.add(order.write(edge.to()));
        }
        text.append("; ").append(name(segment.getFirst().from()));
        text.append(" is older than ").append(name(edge.to())).append(": ");
        text.append(reason(segment.getFirst(), edge));
        segment.clear();
      }
    }
    return new Verdict.Violation(text.toString(), operations);
  }

  private String name(int node) {
    if (node == RegisterOrder.INITIAL) {
      return "the initial state";
    }
    Operation write = order.write(node);
    return write.value() == Operation.NONE
        ? "deletion #" + write.id()
        : write.value() + " (#" + write.id() + ")";
  }

  private static String reason(Edge begin, Edge end) {
    return switch (begin.kind()) {
      case INITIAL -> "it was there before everything";
      case SESSION -> "one session wrote them in this order";
      case TIMESTAMP -> "its timestamp is less for certain";
      case FOLLOWED -> "the writer had seen it, and its clock follows what it sees";
      case ENDED -> told(begin) + " had ended when " + told(end) + " began";
      case TIME, BEGAN, WRITE_WRITE, WRITE_READ, READ_WRITE ->
          throw new IllegalStateException("no way begins with " + begin.kind());
    };
  }

  private static String told(Edge edge) {
    Operation witness = edge.witness();
    if (witness == null) {
      throw new IllegalStateException("nobody tells of " + edge);
    }
    return "#"
        + witness.id()
        + (!witness.function().isRead()
            ? ""
            : witness.value() == Operation.NONE ? ", which found nothing," : ", which read it,");
  }
}

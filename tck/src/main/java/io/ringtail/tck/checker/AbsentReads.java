// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.checker.OrderGraph.Edge;
import io.ringtail.tck.checker.OrderGraph.Kind;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads that found nothing although there are deletions: which of them they saw, or whether the
 * initial state, is not told. A candidate is out if it is for certain older than what was
 * acknowledged or seen before the read began, or for certain newer than what a read returned that
 * began after it ended. With one candidate left, the read counts as one of it; with none left it
 * counts as one of the newest deletion, which then shows the contradiction.
 */
final class AbsentReads {

  private static final class Absent {
    final int began;
    int ended = -1;

    Absent(int began) {
      this.began = began;
    }
  }

  private final RegisterOrder order;
  private final Map<Operation, Absent> open = new LinkedHashMap<>();

  /** For each moment, by its place in time, its node. */
  private final List<Integer> moments = new ArrayList<>();

  // What follows is by component, and holds places of moments in time.
  private int[] writeIn = {};
  private int[] soonest = {};
  private int[] soonestBehindOther = {};
  private int[] latest = {};
  private int[] latestBeforeOther = {};

  AbsentReads(RegisterOrder order) {
    this.order = order;
  }

  /** Moments are told in their order. */
  int moment(int node) {
    moments.add(node);
    return node;
  }

  void began(Operation read, int moment) {
    if (moment != moments.getLast()) {
      throw new IllegalArgumentException("not the last moment: " + moment);
    }
    open.put(read, new Absent(moments.size() - 1));
  }

  void ended(Operation read, int moment) {
    Absent absent = open.get(read);
    if (absent == null || moment != moments.getLast()) {
      throw new IllegalArgumentException("did not begin, or not the last moment: " + read);
    }
    absent.ended = moments.size() - 1;
  }

  /**
   * Takes reads with at most one candidate for reads of it.
   *
   * @param components of the graph, with at most one write in each
   * @return whether something new is known
   */
  boolean eliminate(int[] components) {
    if (open.isEmpty()) {
      return false;
    }
    reach(components);
    return open.entrySet().removeIf(entry -> settle(entry.getKey(), entry.getValue(), components));
  }

  private boolean settle(Operation read, Absent absent, int[] components) {
    int newest = RegisterOrder.INITIAL;
    int only = RegisterOrder.INITIAL;
    int candidates = mayBe(only, absent, components) ? 1 : 0;
    for (int deletion : order.deletions()) {
      if (read.precedes(order.write(deletion))) {
        break;
      }
      newest = deletion;
      if (mayBe(deletion, absent, components)) {
        only = deletion;
        if (++candidates > 1) {
          return false;
        }
      }
    }
    int seen = candidates == 0 ? newest : only;
    order.graph().edge(moments.get(absent.began), seen, Kind.BEGAN, read);
    order.graph().edge(seen, moments.get(absent.ended), Kind.ENDED, read);
    return true;
  }

  private boolean mayBe(int write, Absent absent, int[] components) {
    int component = components[write];
    int began = components[moments.get(absent.began)];
    if (began == components[moments.get(absent.ended)]) {
      return began == component;
    }
    boolean tooOld = soonestBehindOther[component] <= absent.began;
    boolean tooNew = latestBeforeOther[component] >= absent.ended;
    return !tooOld && !tooNew;
  }

  /**
   * For each component the first moment that it leads to, and the last one that leads to it, with a
   * write of another component between or at the moment, and without.
   */
  private void reach(int[] components) {
    int count = Arrays.stream(components).max().orElse(-1) + 1;
    writeIn = filled(count, -1);
    for (int node = 0; node < order.writeCount(); node++) {
      writeIn[components[node]] = node;
    }
    soonest = filled(count, Integer.MAX_VALUE);
    soonestBehindOther = filled(count, Integer.MAX_VALUE);
    latest = filled(count, -1);
    latestBeforeOther = filled(count, -1);
    for (int place = 0; place < moments.size(); place++) {
      int component = components[moments.get(place)];
      soonest[component] = Math.min(soonest[component], place);
      latest[component] = Math.max(latest[component], place);
    }
    Edge[] edges = crossing(components, count);
    // What a component leads to has a lesser number and is known before it.
    for (Edge edge : edges) {
      int from = components[edge.from()];
      int to = components[edge.to()];
      soonest[from] = Math.min(soonest[from], soonest[to]);
      int behind = writeIn[to] < 0 ? soonestBehindOther[to] : soonest[to];
      soonestBehindOther[from] = Math.min(soonestBehindOther[from], behind);
    }
    for (int at = edges.length - 1; at >= 0; at--) {
      Edge edge = edges[at];
      int from = components[edge.from()];
      int to = components[edge.to()];
      latest[to] = Math.max(latest[to], latest[from]);
      int before = writeIn[from] < 0 ? latestBeforeOther[from] : latest[from];
      latestBeforeOther[to] = Math.max(latestBeforeOther[to], before);
    }
  }

  /** The edges between components, by the number of the component where they begin. */
  private Edge[] crossing(int[] components, int count) {
    int[] start = new int[count + 1];
    for (Edge edge : order.graph().edges()) {
      if (components[edge.from()] != components[edge.to()]) {
        start[components[edge.from()] + 1]++;
      }
    }
    for (int at = 1; at <= count; at++) {
      start[at] += start[at - 1];
    }
    Edge[] sorted = new Edge[start[count]];
    for (Edge edge : order.graph().edges()) {
      if (components[edge.from()] != components[edge.to()]) {
        sorted[start[components[edge.from()]]++] = edge;
      }
    }
    return sorted;
  }

  private static int[] filled(int count, int value) {
    int[] filled = new int[count];
    Arrays.fill(filled, value);
    return filled;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.tck.exploration.Choices;
import java.util.List;

/**
 * What a schedule's operations are like.
 *
 * @param drivers how many take part
 * @param concurrency operations under way at once, at most
 * @param plainShare of four writes so many are plain
 * @param strict whether plain writes read first; clocks are off then
 * @param laggard the replica whose messages take long; a number that none has where none lags
 * @param endsWithSwap whether an observer writes conditionally in the end
 */
record Workload(
    int drivers,
    int concurrency,
    int plainShare,
    boolean strict,
    int laggard,
    boolean endsWithSwap) {
  /** Of a given list of operations. */
  static final Workload SCRIPTED = new Workload(3, 8, 0, false, Integer.MAX_VALUE, false);

  private static final int LAGGARD_OF = 6;

  private static final Action[] PLAIN = {
    Action.PUT, Action.PUT, Action.PUT, Action.DELETE, Action.DELETE_ALL
  };

  private static final Action[] CONDITIONAL = {
    Action.COMPARE_AND_SET,
    Action.COMPARE_AND_SET,
    Action.COMPARE_AND_SET,
    Action.SWAP,
    Action.COMPARE_AND_DELETE
  };

  static Workload draw(Choices choices) {
    return new Workload(
        2 + choices.pick(2),
        1 + choices.pick(4),
        choices.pick(4),
        choices.pick(4) == 1,
        choices.pick(LAGGARD_OF),
        choices.pick(4) == 1);
  }

  /** One more operation. */
  Order order(Choices choices, Layout layout, int replicas, List<Operation> before) {
    int driver = choices.pick(drivers);
    int first = choices.pick(replicas);
    if (choices.pick(3) == 0) {
      return new Order(driver, Action.READ, 1 + choices.pick(layout.all()), 0, 0, first);
    }
    boolean plain = choices.pick(4) < plainShare;
    Action[] actions = plain ? PLAIN : CONDITIONAL;
    Action action = actions[choices.pick(actions.length)];
    int cell = choices.pick(layout.cells);
    // Mostly the same; else a condition on the other one.
    int looksAt = plain || choices.pick(3) != 0 ? cell : choices.pick(layout.cells);
    return new Order(
        driver,
        action,
        looksAt,
        cell,
        plain ? 0 : expected(choices, layout, looksAt, before),
        first);
  }

  /** What may well be in a cell. */
  private static int expected(Choices choices, Layout layout, int cell, List<Operation> before) {
    int back = choices.pick(3);
    for (int i = before.size() - 1; i >= 0 && back < 2; i--) {
      Order order = before.get(i).order;
      if ((order.writes(layout) & 1 << cell) != 0 && back-- == 0) {
        return order.action().deletes() ? Layout.NOTHING : before.get(i).number;
      }
    }
    return Layout.NOTHING;
  }
}

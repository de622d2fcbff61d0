// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

/**
 * What an operation is to do.
 *
 * @param looksAt the cells of a read; of a conditional write the one that its condition is on
 * @param cell what it writes, where it does not write all
 * @param expected by its condition
 * @param firstReplica in whose place the operation's own order of replicas begins
 */
record Order(int driver, Action action, int looksAt, int cell, int expected, int firstReplica) {
  /** The cells that it writes. */
  int writes(Layout layout) {
    return action == Action.READ ? 0 : action.writesAll() ? layout.all() : 1 << cell;
  }

  /** The cells that it reads or writes. */
  int touches(Layout layout) {
    return layout.widened(
        switch (action) {
          case READ -> looksAt;
          case PUT, DELETE, DELETE_ALL -> writes(layout);
          case COMPARE_AND_SET, SWAP, COMPARE_AND_DELETE -> 1 << looksAt | writes(layout);
        });
  }

  @Override
  public String toString() {
    return switch (action) {
      case READ -> "READ of " + looksAt;
      case PUT, DELETE -> action + " of cell " + cell;
      case DELETE_ALL -> action.toString();
      case COMPARE_AND_SET ->
          action + " of cell " + cell + " if cell " + looksAt + " is " + expected;
      case SWAP -> action + " of cell " + cell;
      case COMPARE_AND_DELETE -> action + " if cell " + looksAt + " is " + expected;
    };
  }
}

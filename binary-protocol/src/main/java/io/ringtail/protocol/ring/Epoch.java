// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

/**
 * The number of a cluster map. Epoch 1 follows from the initial nodes, each later one is decided by
 * consensus.
 *
 * @param number 0 means "knows no map yet"
 */
public record Epoch(long number) implements Comparable<Epoch> {
  /** Before any map. */
  public static final Epoch NONE = new Epoch(0);

  /** The first map's epoch. */
  public static final Epoch FIRST = new Epoch(1);

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(number, other.number);
  }

  public Epoch next() {
    return new Epoch(number + 1);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import java.util.ArrayList;
import java.util.List;

/**
 * How many replicas are enough: of each of one or more groups of them a number. Replicas are bits
 * of an int, by their indexes. Immutable.
 */
public final class Quorum {
  /**
   * Some of the replicas.
   *
   * @param replicas as bits
   * @param needed how many of them; at most as many as there are
   * @param place where they are, for messages; empty where they are all
   */
  public record Group(int replicas, int needed, String place) {
    public Group {
      if (needed < 1 || needed > Integer.bitCount(replicas)) {
        throw new IllegalArgumentException(
            needed + " of " + Integer.bitCount(replicas) + " replicas" + in(place));
      }
    }

    /** A majority of some replicas. */
    public static Group majority(int replicas, String place) {
      return new Group(replicas, Integer.bitCount(replicas) / 2 + 1, place);
    }

    private static String in(String place) {
      return place.isEmpty() ? "" : " in " + place;
    }
  }

  private final int replicas;
  private final int mask;
  private final int needed;

  /** All groups but the first, which is in the fields above. */
  private final List<Group> others;

  private final String text;

  private Quorum(int replicas, List<Group> groups) {
    this.replicas = replicas;
    this.mask = groups.get(0).replicas();
    this.needed = groups.get(0).needed();
    this.others = List.copyOf(groups.subList(1, groups.size()));
    List<String> parts = new ArrayList<>();
    groups.forEach(group -> parts.add(group.needed() + Group.in(group.place())));
    this.text = String.join(" and ", parts);
  }

  /** So many of all replicas. */
  public static Quorum of(int needed, int replicas) {
    return of(replicas, new Group(all(replicas), needed, ""));
  }

  /** A majority of all replicas. */
  public static Quorum majority(int replicas) {
    return of(replicas / 2 + 1, replicas);
  }

  /** Enough of each of some groups. */
  public static Quorum of(int replicas, Group... groups) {
    return new Quorum(replicas, List.of(groups));
  }

  /** As bits, the replicas below an index. */
  public static int all(int replicas) {
    return replicas == Integer.SIZE ? -1 : (1 << replicas) - 1;
  }

  /** Of how many replicas. */
  public int replicas() {
    return replicas;
  }

  /** Whether some replicas are enough. */
  public boolean isMetBy(int some) {
    if (Integer.bitCount(some & mask) < needed) {
      return false;
    }
    for (Group other : others) {
      if (Integer.bitCount(some & other.replicas()) < other.needed()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether one replica more than some brings these nearer to enough.
   *
   * @param spares how many of each group are wanted beyond what is enough
   */
  public boolean needs(int replica, int some, int spares) {
    int bit = 1 << replica;
    if ((mask & bit) != 0 && Integer.bitCount(some & mask) < needed + spares) {
      return true;
    }
    for (Group other : others) {
      if ((other.replicas() & bit) != 0
          && Integer.bitCount(some & other.replicas()) < other.needed() + spares) {
        return true;
      }
    }
    return false;
  }

  /** Whether any replicas that are enough hold a majority of some of them. */
  public boolean holdsMajorityOf(int some) {
    int held = Math.max(0, needed - Integer.bitCount(mask & ~some));
    int seen = mask;
    for (Group other : others) {
      int own = Math.max(0, other.needed() - Integer.bitCount(other.replicas() & ~some));
      boolean overlaps = (seen & other.replicas() & some) != 0;
      held = overlaps ? Math.max(held, own) : held + own;
      seen |= other.replicas();
    }
    return held > Integer.bitCount(some) / 2;
  }

  /** The least number of replicas that can be enough; groups overlap in whole, or not at all. */
  public int needed() {
    int least = needed;
    int seen = mask;
    for (Group other : others) {
      boolean overlaps = (seen & other.replicas()) != 0;
      least = overlaps ? Math.max(least, other.needed()) : least + other.needed();
      seen |= other.replicas();
    }
    return least;
  }

  /** As in {@code 2}, or {@code 2 in east and 2 in west}. */
  @Override
  public String toString() {
    return text;
  }
}

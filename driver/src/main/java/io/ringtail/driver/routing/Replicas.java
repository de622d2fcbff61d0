// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.protocol.map.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of some vnodes, as a client in one of the data centers sees them. Immutable.
 *
 * <p>In the bits of levels and answers they have their places in {@link #nodes()}. Those that
 * decide conditional writes come first: all of them, or those in the keyspace's home.
 */
public final class Replicas {
  /** As many as one of a few answers as soon as one of many: what a machine's load varies by. */
  private static final int COORDINATORS_MAX = 16;

  private final int[] nodes;
  private final Quorum deciding;

  /** By level; null where a keyspace does not have it. */
  private final Map<Level, Quorum> quorums = new EnumMap<>(Level.class);

  private final int[] nearest;
  private final int near;
  private final int inRack;
  private final String local;

  /** By place in {@link #nodes}, all in the same data center as that one, as bits; 0 at home. */
  private final int[] remotes;

  /**
   * Sorts replicas.
   *
   * @param members all nodes of the map
   * @param replicas indexes into that list, in order of preference
   * @param home the data center whose replicas decide conditional writes; null for all
   * @param client where the client is
   */
  Replicas(List<Node> members, int[] replicas, @Nullable String home, Location client) {
    this.local = client.dataCenter();
    this.nodes = new int[replicas.length];
    int filled = 0;
    for (boolean decides : new boolean[] {true, false}) {
      for (int node : replicas) {
        if ((home == null || members.get(node).dataCenter().equals(home)) == decides) {
          nodes[filled++] = node;
        }
      }
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < nodes.length; i++) {
      places.merge(members.get(nodes[i]).dataCenter(), 1 << i, (a, b) -> a | b);
    }
    int acceptors = home == null ? nodes.length : Integer.bitCount(places.getOrDefault(home, 0));
    this.deciding = Quorum.majority(acceptors);
    int here = places.getOrDefault(local, 0);
    this.near = Integer.bitCount(here);
    this.nearest =
        IntStream.range(0, nodes.length)
            .boxed()
            .sorted(Comparator.comparing(i -> (here & 1 << i) == 0))
            .mapToInt(Integer::intValue)
            .toArray();
    int rack = 0;
    for (int i = 0; i < nodes.length; i++) {
      boolean isIn = (here & 1 << i) != 0 && members.get(nodes[i]).rack().equals(client.rack());
      rack |= isIn ? 1 << i : 0;
    }
    this.inRack = rack;
    this.remotes = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      int there = places.getOrDefault(members.get(nodes[i]).dataCenter(), 0);
      remotes[i] = there == here ? 0 : there;
    }
    fill(places, home);
  }

  /**
   * Nodes of which each can coordinate any request at any level: those in the client's data center,
   * or all where there is none.
   */
  static Replicas coordinators(List<Node> members, Location client) {
    int[] all = IntStream.range(0, members.size()).toArray();
    int[] near =
        IntStream.of(all)
            .filter(i -> members.get(i).dataCenter().equals(client.dataCenter()))
            .toArray();
    int[] some = near.length == 0 ? all : near;
    int count = Math.min(COORDINATORS_MAX, some.length);
    Replicas coordinators = new Replicas(members, Arrays.copyOf(some, count), null, client);
    for (Level level : Level.values()) {
      coordinators.quorums.put(level, Quorum.of(1, count));
    }
    return coordinators;
  }

  private void fill(Map<String, Integer> places, @Nullable String home) {
    int count = nodes.length;
    for (Level level : List.of(Level.ANY, Level.ONE, Level.TWO, Level.THREE)) {
      if (level.count() <= count) {
        quorums.put(level, Quorum.of(level.count(), count));
      }
    }
    quorums.put(Level.ALL, Quorum.of(count, count));
    List<Quorum.Group> each = new ArrayList<>();
    places.forEach((place, replicas) -> each.add(Quorum.Group.majority(replicas, place)));
    quorums.put(Level.EACH_QUORUM, Quorum.of(count, each.toArray(Quorum.Group[]::new)));
    Integer here = places.get(local);
    if (here != null) {
      quorums.put(Level.LOCAL_ONE, Quorum.of(count, new Quorum.Group(here, 1, local)));
      quorums.put(Level.LOCAL_QUORUM, Quorum.of(count, Quorum.Group.majority(here, local)));
    }
    if (home == null) {
      quorums.put(Level.QUORUM, Quorum.majority(count));
    } else {
      // What a majority of the home's decides shares a replica with it.
      Quorum.Group deciders = Quorum.Group.majority(deciders(), home);
      Quorum.Group most = Quorum.Group.majority(Quorum.all(count), "");
      quorums.put(Level.QUORUM, Quorum.of(count, most, deciders));
      quorums.put(Level.LOCAL_SERIAL, Quorum.of(count, deciders));
    }
    quorums.put(Level.SERIAL, quorums.get(Level.QUORUM));
  }

  /** Indexes into the map's list of nodes; not to be changed. */
  public int[] nodes() {
    return nodes;
  }

  /** Places in {@link #nodes}, those in the client's data center first; not to be changed. */
  int[] nearest() {
    return nearest;
  }

  /** How many are in the client's data center. */
  int near() {
    return near;
  }

  /** Those in the client's rack, as bits. */
  int inRack() {
    return inRack;
  }

  /**
   * All replicas in the data center of a given one, as bits, where it is not the client's: what is
   * sent to several of them takes the long way once.
   */
  public int remoteWith(int place) {
    return remotes[place];
  }

  /** A majority of those that decide conditional writes, which are the first of {@link #nodes}. */
  public Quorum deciding() {
    return deciding;
  }

  /** Those that decide conditional writes, as bits. */
  public int deciders() {
    return Quorum.all(deciding.replicas());
  }

  /**
   * How many replicas are enough at a level.
   *
   * @throws RingtailException.InvalidRequest where the keyspace does not have the level
   */
  public Quorum quorum(Level level) {
    Quorum quorum = quorums.get(level);
    if (quorum == null) {
      throw new RingtailException.InvalidRequest(whyNot(level));
    }
    return quorum;
  }

  private String whyNot(Level level) {
    return switch (level) {
      case LOCAL_SERIAL ->
          "LOCAL_SERIAL needs a keyspace that names its home data center; use SERIAL";
      case LOCAL_ONE, LOCAL_QUORUM ->
          level + ": the keyspace has no replicas in data center " + local + ", this client's";
      default -> level + " needs more replicas than the keyspace has, which are " + nodes.length;
    };
  }

  /**
   * Those among whose answers at a level, as bits, what conditional writes have decided can be
   * told; 0 where so few answer that it cannot, and where the keyspace does not have the level.
   */
  public int tellers(Level level) {
    Quorum quorum = quorums.get(level);
    return quorum != null && quorum.holdsMajorityOf(deciders()) ? deciders() : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.membership.Peers;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest map, fetches newer ones that others mention, and tells of each once it is
 * durable. Confined to shard 0's thread.
 */
final class MapKeeper {
  private static final long FETCH_TIMEOUT_MILLIS = 1_000;

  private final NodeId self;
  private final MetadataStore store;
  private final Peers peers;
  private final List<Node> seeds;
  private final RandomGenerator random;
  private final List<Consumer<ClusterMap>> listeners = new ArrayList<>();

  /** The newest map that is durable. */
  private ClusterMap map;

  /** The newest epoch that somebody mentioned. */
  private Epoch wanted;

  private boolean fetching;

  /** Called when somebody has seen a map that no node that answers knows. */
  private Runnable unknown = () -> {};

  MapKeeper(
      NodeId self,
      ClusterMap map,
      MetadataStore store,
      Peers peers,
      List<Node> seeds,
      RandomGenerator random) {
    this.self = self;
    this.map = map;
    this.wanted = map.epoch();
    this.store = store;
    this.peers = peers;
    this.seeds = seeds;
    this.random = random;
  }

  ClusterMap map() {
    return map;
  }

  /** Tells a listener of each newer map. */
  void listen(Consumer<ClusterMap> listener) {
    listeners.add(listener);
  }

  /** Says what to do when somebody has seen a map that no node that answers knows. */
  void whenUnknown(Runnable settle) {
    unknown = settle;
  }

  /** Takes a decided map over; {@code then} runs when it, or a newer one, is durable. */
  void adopt(ClusterMap decided, Runnable then) {
    ClusterMap known = newest();
    if (!decided.clusterId().equals(known.clusterId())
        || decided.epoch().compareTo(known.epoch()) <= 0) {
      store.barrier(then);
      return;
    }
    store.append(
        new MetadataRecord.DecidedMap(decided),
        () -> {
          publish(decided);
          then.run();
        });
  }

  /** Somebody mentioned an epoch: fetches its map where it is newer. */
  void seen(Epoch epoch) {
    if (epoch.compareTo(newest().epoch()) > 0) {
      wanted = epoch.compareTo(wanted) > 0 ? epoch : wanted;
      if (!fetching) {
        fetch(others());
      }
    }
  }

  /** Asks all nodes known for a newer map, at the start. */
  void refresh() {
    if (!fetching) {
      fetch(others());
    }
  }

  /** Fetches a newer map from a node that is known to have it. */
  void fetchFrom(NodeId id, Epoch epoch) {
    wanted = epoch.compareTo(wanted) > 0 ? epoch : wanted;
    if (!fetching) {
      List<Node> order = others();
      map.node(id)
          .ifPresent(node -> {
            order.remove(node);
            order.addFirst(node);
          });
      fetch(order);
    }
  }

  private void fetch(List<Node> order) {
    fetching = !order.isEmpty();
    if (!fetching) {
      return;
    }
    Node node = order.removeFirst();
    peers.ask(
        node,
        new Request.FetchMap(newest().epoch()),
        FETCH_TIMEOUT_MILLIS,
        answer -> fetched(answer, order));
  }

  private void fetched(@Nullable Response answer, List<Node> left) {
    if (answer instanceof Response.MapDone done && done.map() != null) {
      adopt(done.map(), () -> {});
    }
    if (left.isEmpty() || (newest().epoch().compareTo(wanted) >= 0 && answer != null)) {
      fetching = false;
      if (newest().epoch().compareTo(wanted) < 0) {
        unknown.run();
      }
    } else {
      fetch(left);
    }
  }

  /** The newest map known, durable or about to be. */
  private ClusterMap newest() {
    ClusterMap stored = store.state().map();
    return stored == null || stored.epoch().compareTo(map.epoch()) < 0 ? map : stored;
  }

  private void publish(ClusterMap durable) {
    if (durable.epoch().compareTo(map.epoch()) > 0) {
      map = durable;
      List.copyOf(listeners).forEach(listener -> listener.accept(durable));
    }
  }

  /** All other nodes, in random order. */
  private List<Node> others() {
    List<Node> others = new ArrayList<>();
    for (Node node : map.nodes()) {
      if (!node.id().equals(self)) {
        others.add(random.nextInt(others.size() + 1), node);
      }
    }
    others.addAll(seeds);
    return others;
  }
}

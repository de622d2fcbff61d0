// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.driver.metric.NodeSum;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Vnode;
import org.jspecify.annotations.Nullable;

/**
 * The links of one loop to all shards of one node. The first handshake tells how many there are.
 * Confined to its loop's thread.
 */
public final class NodeLinks implements ShardLink.Listener {
  /** What a node's links tell. */
  public interface Listener {
    /** A connection is ready, or an attempt failed: those who wait may look again. */
    void changed(NodeLinks node);

    /** The node has a map of this epoch. */
    void epochSeen(NodeLinks node, long epoch);

    void event(Event event);
  }

  private final Surroundings surroundings;
  private final Node node;
  private final Handshake handshake;
  private final NodeRecorder recorder = new NodeRecorder();
  private final Listener listener;
  private ShardLink[] links;
  private boolean shardsKnown;
  private boolean settled;

  /** The links to a node of a cluster; nothing happens until they are started. */
  public NodeLinks(Surroundings surroundings, ClusterId clusterId, Node node, Listener listener) {
    this.surroundings = surroundings;
    this.node = node;
    this.handshake = new Handshake(clusterId, node.id());
    this.listener = listener;
    this.links = new ShardLink[] {link(0)};
  }

  private ShardLink link(int shard) {
    return new ShardLink(surroundings, node.endpoint(), shard, handshake, recorder, this);
  }

  public void start() {
    links[0].start();
  }

  public void close() {
    for (ShardLink link : links) {
      link.close();
    }
  }

  public Node node() {
    return node;
  }

  public NodeRecorder recorder() {
    return recorder;
  }

  /** The link to the shard that serves a vnode. */
  public ShardLink forVnode(int vnode) {
    ShardLink[] current = links;
    return current.length == 1 ? current[0] : current[Vnode.shard(vnode, current.length)];
  }

  /** The number of the shard that serves a vnode, as far as is known. */
  public int shardOf(int vnode) {
    return links.length == 1 ? 0 : Vnode.shard(vnode, links.length);
  }

  /** Any link that is ready; null when none is. */
  public @Nullable ShardLink anyReady() {
    for (ShardLink link : links) {
      if (link.isReady()) {
        return link;
      }
    }
    return null;
  }

  /** Whether the shard of a vnode can be reached for a request that began at a moment. */
  public Reach reach(int vnode, long sinceNanos) {
    return forVnode(vnode).reach(sinceNanos);
  }

  /** Whether all shards are connected, or the first attempt at one of them has failed. */
  public boolean isSettled() {
    return settled;
  }

  /** Adds what was seen to a sum over loops. */
  public void addTo(NodeSum sum) {
    recorder.addTo(sum);
    int open = 0;
    for (ShardLink link : links) {
      open += link.isReady() ? 1 : 0;
    }
    sum.connections(open);
  }

  @Override
  public void ready(ShardLink link, Response.Welcome welcome) {
    if (!shardsKnown || welcome.shards() != links.length) {
      shardsKnown = true;
      spread(link, welcome.shards());
    }
    settled |= allReady();
    listener.epochSeen(this, welcome.epoch().number());
    listener.changed(this);
  }

  @Override
  public void event(Event event) {
    listener.event(event);
  }

  @Override
  public void down(ShardLink link, @Nullable Throwable cause) {
    settled = true;
    listener.changed(this);
  }

  /** Makes as many links as the node has shards; the one that is ready stays where it fits. */
  private void spread(ShardLink readyLink, int shards) {
    ShardLink[] before = links;
    ShardLink[] after = new ShardLink[shards];
    for (int i = 0; i < shards; i++) {
      after[i] = i < before.length ? before[i] : link(i);
    }
    links = after;
    for (int i = shards; i < before.length; i++) {
      before[i].close();
    }
    for (int i = 0; i < shards; i++) {
      if (after[i] != readyLink) {
        after[i].start();
      }
    }
  }

  private boolean allReady() {
    for (ShardLink link : links) {
      if (!link.isReady()) {
        return false;
      }
    }
    return true;
  }
}

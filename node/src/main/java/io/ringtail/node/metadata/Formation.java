// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.membership.Peers;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Request.Introduce;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an empty folder becomes a member's, once for ever, and never for a second time. Confined to
 * shard 0's thread.
 *
 * <ol>
 *   <li>Ask every other initial node whether it has noted this node's id. One that has is enough:
 *       the folder is not the one that joined, and the node must not answer for anything.
 *   <li>When all have answered no, give the folder its identity, durably.
 *   <li>Tell all of them; each notes the id durably before it answers. Only then serve.
 * </ol>
 *
 * A node that has ever served is thus noted by all others, so that whichever of them are left will
 * tell its successor. The price: every initial node has to be up once, at the same time, for the
 * cluster to form. Nodes that start with empty folders at the same time, again and again, find
 * nothing noted, since nobody has got past step 1 without all others.
 */
final class Formation {
  private static final long ASK_TIMEOUT_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 50;

  /** What formation needs of the node. */
  interface Host {
    /** Writes the identity; {@code then} runs when it is durable. */
    void takeIdentity(Runnable then);

    /** The node is a member and may serve. */
    void formed();

    /** The node must not answer for anything: this node has noted another folder's id. */
    void notAMember(Node witness);
  }

  private final NodeId self;
  private final List<Node> others;
  private final Peers peers;
  private final ScheduledExecutorService loop;
  private final Host host;

  /** Answers to the question of the step: null while there is none. */
  private final Map<NodeId, Boolean> answers = new HashMap<>();

  private boolean announcing;
  private boolean over;

  Formation(NodeId self, List<Node> others, Peers peers, ScheduledExecutorService loop, Host host) {
    this.self = self;
    this.others = others;
    this.peers = peers;
    this.loop = loop;
    this.host = host;
  }

  /**
   * Begins.
   *
   * @param hasIdentity whether the folder has got past step 2 before
   */
  void start(boolean hasIdentity) {
    announcing = hasIdentity;
    askAll();
  }

  void stop() {
    over = true;
  }

  /** The nodes that have not answered yet, for people to read. */
  List<Node> missing() {
    return others.stream().filter(node -> !answers.containsKey(node.id())).toList();
  }

  private void askAll() {
    answers.clear();
    if (others.isEmpty()) {
      stepDone();
    } else {
      others.forEach(this::ask);
    }
  }

  private void ask(Node node) {
    boolean step = announcing;
    if (!over) {
      peers.ask(
          node,
          new Introduce(self, step),
          ASK_TIMEOUT_MILLIS,
          answer -> {
            if (!over && step == announcing) {
              answered(node, answer);
            }
          });
    }
  }

  private void answered(Node node, @Nullable Response answer) {
    if (!(answer instanceof Response.Introduced introduced)) {
      loop.schedule(() -> ask(node), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!announcing && introduced.known()) {
      over = true;
      host.notAMember(node);
      return;
    }
    answers.put(node.id(), introduced.known());
    if (answers.size() == others.size()) {
      stepDone();
    }
  }

  private void stepDone() {
    if (announcing) {
      over = true;
      host.formed();
    } else {
      host.takeIdentity(() -> {
        announcing = true;
        askAll();
      });
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.connection.NodeLinks;
import io.ringtail.driver.connection.ReplyHandler;
import io.ringtail.driver.connection.ShardLink;
import io.ringtail.driver.lane.Aim;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.driver.routing.MapView;
import io.ringtail.node.hint.HintSender;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings hints to where the newest map says that they belong: to the node that they were kept for,
 * or, where the keys have other replicas since, to these. What is of a table that is gone, or older
 * than its deletions are kept, is let go. Confined to a shard's loop.
 */
public final class PeerHints implements HintSender {
  private static final Logger LOG = LoggerFactory.getLogger(PeerHints.class);

  /** How long a node has for a batch of hints. */
  private static final long TIMEOUT_NANOS = 2_000_000_000;

  private final Coordinator coordinator;
  private final Clock clock;

  public PeerHints(Coordinator coordinator, Clock clock) {
    this.coordinator = coordinator;
    this.clock = clock;
  }

  /** Whether there is a connection to a node; one is sought from then on. */
  public boolean isUp(NodeId node) {
    Lane lane = coordinator.lane();
    NodeLinks links = lane.links(node);
    return isGone(lane, node) || (links != null && links.anyReady() != null);
  }

  /** What is for no member any more is let go at once. */
  private static boolean isGone(Lane lane, NodeId node) {
    return lane.view().map().node(node).isEmpty();
  }

  @Override
  public void send(
      NodeId target, List<Mutation> mutations, long oldestMillis, Consumer<Outcome> done) {
    Lane lane = coordinator.lane();
    NodeLinks links = lane.links(target);
    if (links == null) {
      boolean gone = isGone(lane, target);
      if (gone) {
        LOG.info("hints for node {}, which is no member any more, are let go", target);
      }
      done.accept(gone ? Outcome.GONE : Outcome.RETRY);
      return;
    }
    Delivery delivery = new Delivery(done);
    Map<ShardLink, List<Mutation>> byShard = new HashMap<>();
    long age = clock.wallMillis() - oldestMillis;
    for (Mutation mutation : mutations) {
      MapView view = lane.view();
      Table table = view.map().schema().tablesById().get(mutation.tableId());
      if (table == null || isTooOld(age, table)) {
        continue;
      }
      long token = Token.hash(mutation.key());
      int vnode = view.vnodeOf(token);
      Keyspace keyspace = view.keyspace(table);
      if (holds(view, keyspace, vnode, target)) {
        byShard.computeIfAbsent(links.forVnode(vnode), link -> new ArrayList<>()).add(mutation);
      } else {
        delivery.begin();
        Aim aim = new Aim(table, keyspace, token, Level.QUORUM, TIMEOUT_NANOS, null);
        lane.submit(new WriteOperation(aim, List.of(mutation), delivery));
      }
    }
    byShard.forEach((link, part) -> {
      delivery.begin();
      int micros = (int) (TIMEOUT_NANOS / 1_000);
      if (!lane.send(link, new Request.Write(part), micros, lane.nextCounter(), delivery, 0)) {
        delivery.end(false);
      }
    });
    delivery.allBegun();
  }

  private static boolean holds(MapView view, Keyspace keyspace, int vnode, NodeId target) {
    return IntStream.of(view.replicas(keyspace, vnode).nodes())
        .anyMatch(node -> view.nodes().get(node).id().equals(target));
  }

  /**
   * Whether a deletion may be forgotten that the hint would undo. Half of the time that it is kept
   * is enough for what a hint is younger than its write, and for clocks that differ.
   */
  private static boolean isTooOld(long ageMillis, Table table) {
    return table.options().tombstoneGc() instanceof TombstoneGc.Grace grace
        && ageMillis >= Math.max(grace.graceMillis(), TombstoneGc.AGE_MILLIS_MIN) / 2;
  }

  /** One batch on its way, in one or more requests. */
  private static final class Delivery implements ReplyHandler, Completion<@Nullable Void> {
    private final Consumer<Outcome> done;
    private int pending = 1;
    private boolean complete = true;
    private boolean any;

    Delivery(Consumer<Outcome> done) {
      this.done = done;
    }

    void begin() {
      any = true;
      pending++;
    }

    void allBegun() {
      end(true);
    }

    void end(boolean delivered) {
      complete &= delivered;
      pending--;
      if (pending == 0) {
        done.accept(!complete ? Outcome.RETRY : any ? Outcome.DELIVERED : Outcome.GONE);
      }
    }

    /** What is new comes before what is late anyway. */
    @Override
    public int rank(int tag) {
      return Rank.LAST;
    }

    @Override
    public void answered(int tag, Response response, long nowNanos) {
      boolean invalid =
          response instanceof Response.Refused refused && refused.reason() == Reason.INVALID;
      if (invalid) {
        LOG.warn("hints are let go, since their node refuses them for good: {}", response);
      }
      end(invalid || response instanceof Response.WriteDone);
    }

    @Override
    public void lost(int tag, long nowNanos) {
      end(false);
    }

    @Override
    public void completed(@Nullable Void result) {
      end(true);
    }

    @Override
    public void failed(RingtailException error) {
      end(error instanceof RingtailException.InvalidRequest);
    }
  }
}

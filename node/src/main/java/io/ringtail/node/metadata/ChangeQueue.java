// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.node.membership.Peers;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Request.MetadataPrepare;
import io.ringtail.protocol.message.Request.MetadataPropose;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings through the changes that this node was asked for, one after the other, so that they do not
 * outbid each other. Confined to shard 0's thread.
 */
final class ChangeQueue {
  /** Each takes some milliseconds; more than this many seconds' worth is not worth waiting for. */
  static final int WAITING_MAX = 256;

  /** For two round trips, and for one voter that does not answer. */
  private static final long VOTE_TIMEOUT_MILLIS = 1_000;

  /** For two rounds of votes with one voter that does not answer, and for the sync of each. */
  private static final long SETTLE_MILLIS = 5 * VOTE_TIMEOUT_MILLIS;

  private static final Response UNSPREAD_CHANGE =
      new Response.Unknown(
          Reason.NO_QUORUM,
          "it is decided, but too few replicas said in time that they know of it");

  private final NodeId self;
  private final MapKeeper keeper;
  private final Voter voter;
  private final Peers peers;
  private final ScheduledExecutorService loop;
  private final RandomGenerator random;
  private final Deque<Change> waiting = new ArrayDeque<>();
  private @Nullable Change current;

  ChangeQueue(
      NodeId self,
      MapKeeper keeper,
      Voter voter,
      Peers peers,
      ScheduledExecutorService loop,
      RandomGenerator random) {
    this.self = self;
    this.keeper = keeper;
    this.voter = voter;
    this.peers = peers;
    this.loop = loop;
    this.random = random;
    keeper.listen(map -> {
      if (current != null) {
        current.proposer.mapChanged(map);
      }
    });
  }

  /** Asks for a change; the answer comes before the time is over. */
  void submit(SchemaChange change, ChangeId id, long timeoutMillis, Consumer<Response> answer) {
    if (waiting.size() >= WAITING_MAX) {
      answer.accept(
          new Response.Refused(
              Reason.OVERLOADED,
              WAITING_MAX + " schema changes are waiting already",
              1_000,
              keeper.map().epoch()));
      return;
    }
    Change entry = new Change(change, id, answer);
    waiting.add(entry);
    loop.schedule(entry::expire, timeoutMillis, TimeUnit.MILLISECONDS);
    next();
  }

  /**
   * Brings through what was proposed for the next map, as any change would, where none is on its
   * way: a majority may have accepted it, and whoever counted them be gone.
   */
  void settle() {
    if (current == null) {
      ChangeId none = new ChangeId(random.nextLong(), random.nextLong());
      Change entry = new Change(null, none, answer -> {});
      waiting.addFirst(entry);
      loop.schedule(entry::expire, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
      next();
    }
  }

  private void next() {
    while (current == null && !waiting.isEmpty()) {
      Change entry = waiting.remove();
      if (!entry.done) {
        current = entry;
        entry.begin();
      }
    }
  }

  /** One change on its way, and the effects of its proposer. */
  private final class Change implements Proposer.Effects {
    private final Consumer<Response> answer;
    private final @Nullable SchemaChange change;
    private final ChangeId id;
    private Proposer proposer;
    private @Nullable MapSpread spread;

    /** The answer where the time ends before enough nodes know the map that decides it. */
    private Response unspread = UNSPREAD_CHANGE;

    private boolean done;

    Change(@Nullable SchemaChange change, ChangeId id, Consumer<Response> answer) {
      this.change = change;
      this.id = id;
      this.answer = answer;
      this.proposer = new Proposer(keeper.map(), change, id, random.nextLong(), random, this);
    }

    void begin() {
      proposer = new Proposer(keeper.map(), change, id, random.nextLong(), random, this);
      proposer.start();
    }

    void expire() {
      if (!done) {
        proposer.expire();
      }
      if (spread != null && !spread.isOver()) {
        spread.stop();
        answer.accept(unspread);
      }
    }

    @Override
    public void ask(NodeId to, Request.Control request, int round) {
      Proposer asking = proposer;
      if (to.equals(self)) {
        Consumer<Response> own = response -> asking.answered(to, round, response);
        if (request instanceof MetadataPrepare prepare) {
          voter.prepare(prepare, own);
        } else if (request instanceof MetadataPropose propose) {
          voter.propose(propose, own);
        }
        return;
      }
      Optional<Node> node = keeper.map().node(to);
      if (node.isPresent()) {
        peers.ask(
            node.get(),
            request,
            VOTE_TIMEOUT_MILLIS,
            response -> asking.answered(to, round, response));
      } else {
        loop.execute(() -> asking.answered(to, round, null));
      }
    }

    @Override
    public void retryAfter(long millis, int round) {
      Proposer retrying = proposer;
      loop.schedule(() -> retrying.retry(round), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void decided(ClusterMap map) {
      keeper.adopt(map, () -> {});
      for (Node node : map.nodes()) {
        if (!node.id().equals(self)) {
          peers.ask(node, new Request.MetadataCommit(map), VOTE_TIMEOUT_MILLIS, response -> {});
        }
      }
    }

    @Override
    public void behind(NodeId ahead, Epoch newer) {
      keeper.fetchFrom(ahead, newer);
    }

    @Override
    public void finished(ProposalOutcome outcome) {
      done = true;
      switch (outcome) {
        case ProposalOutcome.Done success when change != null -> {
          ClusterMap map = success.map();
          spread(map, groups(map, change), new Response.SchemaDone(map));
        }
        case ProposalOutcome.Done success -> answer.accept(new Response.SchemaDone(success.map()));
        case ProposalOutcome.Rejected rejected -> {
          ClusterMap map = rejected.map();
          unspread =
              refused(Reason.NO_QUORUM, "too few nodes could be told why: " + rejected.detail());
          spread(map, List.of(all(map)), refused(rejected.reason(), rejected.detail()));
        }
        case ProposalOutcome.Expired expired ->
            answer.accept(refused(Reason.NO_QUORUM, expired.detail()));
        case ProposalOutcome.InDoubt inDoubt ->
            answer.accept(new Response.Unknown(Reason.NO_QUORUM, inDoubt.detail()));
      }
      if (current == this) {
        current = null;
        next();
      }
    }

    /** Answers only when whoever looks at what the answer says finds it so. */
    private void spread(ClusterMap map, List<ReplicaSet> groups, Response then) {
      spread = new MapSpread(map, groups, peers, loop, () -> answer.accept(then));
      spread.start(self);
    }

    /** Sets of replicas, and their parts in each data center, which may decide alone. */
    private static List<ReplicaSet> withinDataCenters(ClusterMap map, List<ReplicaSet> sets) {
      Map<NodeId, String> places = new HashMap<>();
      map.nodes().forEach(node -> places.put(node.id(), node.dataCenter()));
      Set<ReplicaSet> groups = new LinkedHashSet<>(sets);
      for (ReplicaSet set : sets) {
        set.nodes().stream()
            .collect(Collectors.groupingBy(node -> String.valueOf(places.get(node))))
            .values()
            .forEach(inside -> groups.add(new ReplicaSet(inside)));
      }
      return List.copyOf(groups);
    }

    private Response refused(Reason reason, String detail) {
      return new Response.Refused(reason, detail, 0, keeper.map().epoch());
    }

    private static ReplicaSet all(ClusterMap map) {
      return new ReplicaSet(map.nodes().stream().map(Node::id).toList());
    }

    private List<ReplicaSet> groups(ClusterMap map, SchemaChange made) {
      if (made instanceof SchemaChange.TruncateTable truncate && map.change().equals(id)) {
        // This change decided the map, and data that was there before is not in it.
        Table table = map.schema().tablesByName().get(truncate.name());
        if (table == null) {
          throw new IllegalStateException("a truncation decided a map without " + truncate.name());
        }
        return withinDataCenters(map, map.placement(table).sets());
      }
      return List.of(all(map));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.AcceptorState;
import io.ringtail.node.metadata.ProposalOutcome;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.tck.exploration.BrokenPromise;
import io.ringtail.tck.exploration.Choices;
import io.ringtail.tck.exploration.Fault;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Three or five voters and the changes that they are asked for, all competing for the next epoch.
 * The product's {@code Proposer} and {@code AcceptorState} do the deciding; around them nodes ask,
 * fetch and remember as real ones do, with a disk that may be slow.
 */
public final class MetadataModel implements Model {
  private static final int CHANGES_MAX = 4;
  private static final int TABLES = 2;

  /** One of so many possible changes ends the workload instead. */
  private static final int END_SHARE = 6;

  private static final int VNODE_BITS = 4;

  private final Parts parts;
  private final int count;
  private final int changesGiven;
  private final ClusterMap initial;
  private final List<NodeId> ids;
  private final Member[] members;
  private final List<Letter> network = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final History history = new History();
  private int[] chains = new int[256];
  private Choices choices = Choices.plain();
  private Trace trace = Trace.silent();
  private int started;
  private boolean over;
  private boolean healing;

  /** A workload that each schedule draws for itself. */
  public MetadataModel(int voters, Parts parts) {
    this(voters, parts, 0);
  }

  /**
   * A given workload: each node in turn wants the same table, until there are so many changes.
   *
   * @param changes 0 for a workload that is drawn
   */
  public MetadataModel(int voters, Parts parts, int changes) {
    this.count = voters;
    this.parts = parts;
    this.changesGiven = changes;
    this.initial =
        InitialMap.of(
            IntStream.range(0, voters).mapToObj(i -> new Endpoint("127.0.0.1", 7_000 + i)).toList(),
            VNODE_BITS);
    this.ids = initial.voters();
    this.members = new Member[voters];
    for (int i = 0; i < voters; i++) {
      members[i] = new Member();
    }
  }

  @Override
  public String name() {
    return "cluster maps of " + count + " voters";
  }

  @Override
  public int run(Choices newChoices, Trace newTrace) {
    choices = newChoices;
    trace = newTrace;
    network.clear();
    changes.clear();
    history.reset(initial);
    for (Member member : members) {
      member.reset(initial);
    }
    started = 0;
    over = false;
    healing = false;
    while (step()) {}
    heal();
    for (Change change : changes) {
      change.check();
    }
    return changes.size();
  }

  private boolean step() {
    int steps = collect();
    if (steps == 0) {
      return false;
    }
    if (!healing && expireOne()) {
      return true;
    }
    int left = healing ? 0 : choices.next(steps, chains);
    if (left < network.size()) {
      deliver(network.remove(left));
      return true;
    }
    left -= network.size();
    for (int i = 0; i < count; i++) {
      if (!members[i].isDurable() && left-- == 0) {
        syncOrCrash(i);
        return true;
      }
    }
    for (int i = 0; i < count; i++) {
      Change current = members[i].current;
      if (current != null && current.isWaiting() && left-- == 0) {
        say(current, " tries again");
        current.retry();
        return true;
      }
    }
    if (!over && left-- == 0) {
      startNext();
      return true;
    }
    for (int i = 0; i < count; i++) {
      if (members[i].down && left-- == 0) {
        restart(i);
      }
    }
    return true;
  }

  private int collect() {
    int steps = 0;
    if (network.size() + 3 * count + 1 > chains.length) {
      chains = new int[chains.length * 2];
    }
    for (int i = 0; i < network.size(); i++) {
      chains[steps++] = network.get(i).chain(count);
    }
    for (int i = 0; i < count; i++) {
      if (!members[i].isDurable()) {
        chains[steps++] = i;
      }
    }
    for (int i = 0; i < count; i++) {
      Change current = members[i].current;
      if (current != null && current.isWaiting()) {
        chains[steps++] = current.number * count;
      }
    }
    if (!over) {
      chains[steps++] = (started + 1) * count;
    }
    for (int i = 0; i < count; i++) {
      if (members[i].down) {
        chains[steps++] = i;
      }
    }
    return steps;
  }

  /** A change may run out of time at any moment. */
  private boolean expireOne() {
    for (int i = 0; i < count; i++) {
      Change current = members[i].current;
      if (current != null && choices.strikes(Fault.LATENESS)) {
        say(current, " has no time left");
        current.expire();
        return true;
      }
    }
    return false;
  }

  private void startNext() {
    Change.Wish wish;
    if (changesGiven > 0) {
      wish = new Change.Wish(started % count, 0, true, false);
      over = ++started == changesGiven;
    } else {
      over = started++ == CHANGES_MAX || choices.pick(END_SHARE) == 0;
      if (over) {
        return;
      }
      int kind = choices.pick(4);
      wish =
          new Change.Wish(
              choices.pick(count), choices.pick(TABLES), kind != 3, choices.pick(4) == 3);
    }
    begin(wish);
  }

  private void begin(Change.Wish wish) {
    Member member = members[wish.node()];
    if (member.down || member.current != null) {
      return;
    }
    Change change = new Change(changes.size() + 1, wish, Objects.requireNonNull(member.map), this);
    changes.add(change);
    member.current = change;
    say(change, " begins on node " + wish.node());
    change.start();
  }

  private void deliver(Letter letter) {
    if (letter.way() == Letter.Way.ANSWER) {
      hear(letter);
      return;
    }
    if (members[letter.to()].down || (isSent(letter) && strikes(Fault.LOSS))) {
      if (trace.isOn()) {
        trace.add("lost: " + letter);
      }
      noAnswer(letter);
      return;
    }
    if (letter.way() == Letter.Way.REQUEST && isSent(letter) && strikes(Fault.DISCONNECTION)) {
      // Whoever asked waits no longer; the request may still arrive.
      noAnswer(letter);
      network.add(letter.late());
      return;
    }
    if (strikes(Fault.CRASH)) {
      crash(letter.to());
      noAnswer(letter);
      return;
    }
    if (isSent(letter) && strikes(Fault.DUPLICATION)) {
      network.add(letter.late());
    }
    if (trace.isOn()) {
      trace.add(letter.toString());
    }
    serve(letter);
  }

  /** A node's word to itself takes no network. */
  private static boolean isSent(Letter letter) {
    return letter.from() != letter.to();
  }

  private void noAnswer(Letter letter) {
    if (letter.way() == Letter.Way.REQUEST && letter.change() != null) {
      network.add(letter.answered(null));
    }
  }

  private void hear(Letter letter) {
    Member member = members[letter.from()];
    Change change = letter.change();
    if (member.down || (change != null && member.current != change)) {
      return;
    }
    if (letter.answer() != null && isSent(letter) && strikes(Fault.LOSS)) {
      noAnswer(
          Letter.request(letter.from(), letter.to(), change, letter.round(), letter.request()));
      return;
    }
    if (strikes(Fault.DRIVER_DEATH)) {
      crash(letter.from());
      return;
    }
    if (trace.isOn()) {
      trace.add(letter.toString());
    }
    if (change != null) {
      change.answered(ids.get(letter.to()), letter.round(), letter.answer());
    } else if (letter.answer() instanceof Response.MapDone done && done.map() != null) {
      adopt(letter.from(), done.map());
    }
  }

  private void serve(Letter letter) {
    int self = letter.to();
    Member member = members[self];
    switch (letter.request()) {
      case Request.MetadataPrepare prepare -> vote(letter, prepare.epoch());
      case Request.MetadataPropose propose -> vote(letter, propose.map().epoch());
      case Request.MetadataCommit commit -> adopt(self, commit.map());
      case Request.FetchMap fetch -> {
        ClusterMap map = Objects.requireNonNull(member.map);
        boolean newer = map.epoch().compareTo(fetch.known()) > 0;
        network.add(letter.answered(new Response.MapDone(newer ? map : null)));
      }
      default -> throw new IllegalStateException(letter.toString());
    }
  }

  /** As a node's voter does it. */
  private void vote(Letter letter, Epoch epoch) {
    int self = letter.to();
    Member member = members[self];
    ClusterMap known = Objects.requireNonNull(member.state.map());
    if (!epoch.equals(known.epoch().next())) {
      if (epoch.compareTo(known.epoch()) > 0) {
        fetch(self, ids.get(letter.from()));
      }
      ClusterMap map = Objects.requireNonNull(member.map);
      boolean decided = epoch.compareTo(map.epoch()) <= 0;
      Reason reason = decided ? Reason.STALE_MAP : Reason.NO_QUORUM;
      Response refusal = new Response.Refused(reason, "", 0, map.epoch());
      if (member.isDurable()) {
        answer(letter, refusal);
      } else {
        member.waiting.add(new Member.Waiting(letter, () -> answer(letter, refusal)));
      }
      return;
    }
    AcceptorState before = member.state.acceptor();
    AcceptorState state =
        before != null && before.epoch().equals(epoch) ? before : AcceptorState.fresh(epoch);
    AcceptorState.Step step =
        letter.request() instanceof Request.MetadataPropose propose
            ? state.propose(propose.ballot(), propose.map())
            : state.prepare(((Request.MetadataPrepare) letter.request()).ballot());
    member.state = member.state.withAcceptor(step.state());
    if (!parts.waitsForDisk()) {
      answer(letter, parts.answer(step.answer()));
    }
    member.waiting.add(
        new Member.Waiting(
            letter,
            () -> {
              if (step.answer() instanceof Response.MetadataAccepted vote && vote.accepted()) {
                history.accepted(self, step.state(), count / 2 + 1);
              }
              if (parts.waitsForDisk()) {
                answer(letter, parts.answer(step.answer()));
              }
            }));
    perhapsSync(self);
  }

  private void answer(Letter letter, Response answer) {
    if (letter.way() == Letter.Way.REQUEST) {
      network.add(letter.answered(answer));
    }
  }

  private void perhapsSync(int node) {
    if (!strikes(Fault.SLOW_DISK)) {
      sync(node);
    }
  }

  private void syncOrCrash(int node) {
    if (strikes(Fault.CRASH)) {
      crash(node);
    } else {
      sync(node);
    }
  }

  private void sync(int node) {
    Member member = members[node];
    member.durable = member.state;
    List<Member.Waiting> waiting = List.copyOf(member.waiting);
    member.waiting.clear();
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).then().run();
    }
  }

  private void adopt(int node, ClusterMap map) {
    Member member = members[node];
    if (map.epoch().compareTo(Objects.requireNonNull(member.state.map()).epoch()) <= 0) {
      return;
    }
    history.believed(map);
    member.state = member.state.withMap(map);
    member.waiting.add(new Member.Waiting(null, () -> publish(node, map)));
    perhapsSync(node);
  }

  private void publish(int node, ClusterMap map) {
    Member member = members[node];
    if (map.epoch().compareTo(Objects.requireNonNull(member.map).epoch()) > 0) {
      member.map = map;
      if (member.current != null) {
        member.current.mapChanged(map);
      }
    }
  }

  private void crash(int node) {
    if (trace.isOn()) {
      trace.add("node " + node + " crashes");
    }
    Member member = members[node];
    member.state = parts.recovered(member.durable);
    member.durable = member.state;
    member.map = member.state.map();
    for (Member.Waiting waiting : member.waiting) {
      if (waiting.letter() != null) {
        noAnswer(waiting.letter());
      }
    }
    member.waiting.clear();
    member.current = null;
    member.down = true;
  }

  private void restart(int node) {
    if (trace.isOn()) {
      trace.add("node " + node + " is back");
    }
    members[node].down = false;
    for (int i = 0; i < count; i++) {
      if (i != node) {
        fetch(node, ids.get(i));
      }
    }
  }

  /** Everybody comes back, and one more change must come through and reach everybody. */
  private void heal() {
    healing = true;
    for (int i = 0; i < count; i++) {
      if (members[i].down) {
        restart(i);
      }
    }
    while (step()) {}
    begin(new Change.Wish(0, TABLES, true, false));
    while (step()) {}
    Change last = changes.get(changes.size() - 1);
    if (!(last.outcome() instanceof ProposalOutcome.Done)) {
      throw new BrokenPromise(last + " did not come through, though nothing was wrong");
    }
    for (int i = 0; i < count; i++) {
      ClusterMap map = Objects.requireNonNull(members[i].map);
      if (!map.change().equals(history.newest().change())) {
        throw new BrokenPromise("in the end node " + i + " has " + Words.of(map));
      }
    }
  }

  void ask(Change change, NodeId voter, Request.Control request, int round) {
    network.add(Letter.request(change.wish.node(), ids.indexOf(voter), change, round, request));
  }

  void fetch(int node, NodeId from) {
    Epoch known = Objects.requireNonNull(members[node].map).epoch();
    network.add(Letter.request(node, ids.indexOf(from), null, 0, new Request.FetchMap(known)));
  }

  void decided(Change change, ClusterMap map) {
    history.believed(map);
    int self = change.wish.node();
    for (int i = 0; i < count; i++) {
      if (i != self) {
        network.add(Letter.request(self, i, null, 0, new Request.MetadataCommit(map)));
      }
    }
    adopt(self, map);
  }

  void finished(Change change, ProposalOutcome outcome) {
    if (trace.isOn()) {
      trace.add("  " + change + " ends: " + outcome.getClass().getSimpleName());
    }
    Member member = members[change.wish.node()];
    if (member.current == change) {
      member.current = null;
    }
  }

  History history() {
    return history;
  }

  private boolean strikes(Fault fault) {
    return !healing && choices.strikes(fault);
  }

  private void say(Change change, String what) {
    if (trace.isOn()) {
      trace.add(change + what);
    }
  }
}

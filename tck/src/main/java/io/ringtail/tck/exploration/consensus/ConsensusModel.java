// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.message.Response;
import io.ringtail.tck.exploration.BrokenPromise;
import io.ringtail.tck.exploration.Choices;
import io.ringtail.tck.exploration.Fault;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One partition that is written conditionally and plainly, and read at QUORUM, by up to three
 * drivers. The drivers run the product's {@code Proposer}, {@code QuorumRead} and {@code
 * QuorumWrite}, the replicas its {@code AcceptorState}; each message is an object that arrives
 * whenever the choices say.
 */
public final class ConsensusModel implements Model {
  private static final int DRIVERS_MAX = 3;
  private static final int OPERATIONS_MAX = 6;

  /** The driver of the last operations, which nothing ever happens to. */
  private static final int OBSERVER = DRIVERS_MAX;

  /** One of so many possible operations ends the workload instead. */
  private static final int END_SHARE = 12;

  /** Transfers of cells from one replica to another behind the drivers' backs. */
  private static final int REPAIRS_MAX = 6;

  /** Clocks that do not matter are off by up to so many steps either way. */
  private static final int SKEW_MAX = 40;

  /** A hundred times what schedules take. */
  private static final long STEPS_MAX = 20_000;

  private static final long MILLI = 1_000_000;

  /** One operation of a workload that is given. */
  public record Scripted(int driver, Action action, int looksAt, int cell, int expected) {}

  private final String name;
  private final Layout layout;
  private final Parts parts;
  private final List<Scripted> script;
  private final int replicaCount;
  private final Replica[] replicas;
  private final Driver[] drivers = new Driver[DRIVERS_MAX + 1];
  private final Network network = new Network();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Operation> live = new ArrayList<>();
  private final Decisions decisions;
  private final History history;
  private int[] chains = new int[64];
  private Choices choices = Choices.plain();
  private Trace trace = Trace.silent();
  private long nowNanos;
  private long moment;
  private long epoch;
  private int streams;
  private int started;
  private boolean over;
  private boolean healing;
  private Workload workload = Workload.SCRIPTED;
  private int repairsLeft;
  boolean mayDigest; // whether readers ask one replica for data and the others for digests

  /** A workload that each schedule draws for itself. */
  public ConsensusModel(String name, int replicas, Layout layout, Parts parts) {
    this(name, replicas, layout, parts, List.of());
  }

  /** A given workload, all of whose operations may overlap. */
  public ConsensusModel(
      String name, int replicas, Layout layout, Parts parts, List<Scripted> script) {
    this.name = name;
    this.layout = layout;
    this.parts = parts;
    this.script = List.copyOf(script);
    this.replicaCount = replicas;
    this.decisions = new Decisions(replicas / 2 + 1);
    this.history = new History(layout);
    this.replicas = new Replica[replicas];
    Arrays.setAll(this.replicas, i -> new Replica(i, layout, parts, decisions));
    Arrays.setAll(drivers, i -> new Driver(i, this));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int run(Choices newChoices, Trace newTrace) {
    reset(newChoices, newTrace);
    while (step()) {}
    for (Operation operation : operations) {
      if (!operation.hasEnded) {
        if (!operation.driver.dead) {
          throw new BrokenPromise(operation + " never ended");
        }
        operation.noteInDoubt(history);
      }
    }
    heal();
    history.check(false);
    if (!hasPlainWrites()) {
      history.check(true);
    }
    return operations.size();
  }

  /** A condition on one cell guards another cell against conditional writes only. */
  private boolean hasPlainWrites() {
    for (Operation operation : operations) {
      if (operation instanceof WriteOperation) {
        return true;
      }
    }
    return false;
  }

  private void reset(Choices newChoices, Trace newTrace) {
    choices = newChoices;
    trace = newTrace;
    network.clear();
    operations.clear();
    live.clear();
    decisions.reset();
    history.reset();
    for (Driver driver : drivers) {
      driver.reset();
    }
    for (Replica replica : replicas) {
      replica.reset();
    }
    nowNanos = 0;
    moment = 0;
    epoch = 1;
    streams = 0;
    started = 0;
    over = false;
    healing = false;
    repairsLeft = 0;
    mayDigest = false;
    workload = Workload.SCRIPTED;
    if (script.isEmpty()) {
      draw();
    }
  }

  private void draw() {
    workload = Workload.draw(choices);
    repairsLeft = choices.pick(2) == 0 ? 0 : 1 + choices.pick(REPAIRS_MAX);
    mayDigest = choices.pick(2) == 1;
    boolean ballotsFollowTime = choices.pick(2) == 1;
    for (int i = 0; i < DRIVERS_MAX; i++) {
      drivers[i].skew = workload.strict() ? choices.pick(2 * SKEW_MAX + 1) - SKEW_MAX : 0;
      drivers[i].ballotsFollowTime = ballotsFollowTime;
    }
    if (choices.pick(4) == 1) {
      int replica = choices.pick(replicaCount);
      replicas[replica].down = true;
      replicas[replica].staysDown = true;
      for (int i = 0; i < DRIVERS_MAX; i++) {
        drivers[i].connected[replica] = false;
      }
      say("replica " + replica + " is down");
    }
  }

  /** Takes one step; false when there is none left. */
  private boolean step() {
    if (++moment > STEPS_MAX) {
      throw new BrokenPromise("there is no end");
    }
    int count = collect();
    if (count == 0 || (!live.isEmpty() && strikes(Fault.LATENESS))) {
      return tick();
    }
    int step = healing ? 0 : next(count);
    if (step < network.size()) {
      deliver(network.take(step));
      return true;
    }
    int left = step - network.size();
    for (int i = 0; i < replicaCount; i++) {
      if (!replicas[i].isDurable() && left-- == 0) {
        if (strikes(Fault.CRASH)) {
          crash(i);
        } else {
          sync(i);
        }
        return true;
      }
    }
    if (mayStart() && left-- == 0) {
      startNext();
      return true;
    }
    if (mayRepair() && left-- == 0) {
      repair();
      return true;
    }
    for (int i = 0; i < replicaCount; i++) {
      if (mayRestart(i) && left-- == 0) {
        replicas[i].down = false;
        say("replica " + i + " is back");
      }
    }
    return true;
  }

  /** Which step is next; messages of a replica that lags are mostly passed over. */
  private int next(int count) {
    int step = choices.next(count, chains);
    int lags = workload.laggard();
    if (lags < replicaCount
        && step < network.size()
        && network.get(step).replica() == lags
        && choices.pick(3) != 0) {
      return choices.next(count, chains);
    }
    return step;
  }

  /** Counts the possible steps and names their chains, in the order in which they are taken. */
  private int collect() {
    if (network.size() + 2 * replicaCount + 2 > chains.length) {
      chains = new int[chains.length * 2];
    }
    int count = network.chains(chains);
    for (int i = 0; i < replicaCount; i++) {
      if (!replicas[i].isDurable()) {
        chains[count++] = 1 + i;
      }
    }
    if (mayStart()) {
      chains[count++] = (operations.size() + 1) * (replicaCount + 1);
    }
    if (mayRepair()) {
      chains[count++] = 0;
    }
    for (int i = 0; i < replicaCount; i++) {
      if (mayRestart(i)) {
        chains[count++] = 0;
      }
    }
    return count;
  }

  private boolean mayStart() {
    return !over && live.size() < workload.concurrency();
  }

  private boolean mayRepair() {
    return repairsLeft > 0 && !healing && !operations.isEmpty();
  }

  private boolean mayRestart(int replica) {
    return replicas[replica].down && !replicas[replica].staysDown;
  }

  private void startNext() {
    Order order;
    if (!script.isEmpty()) {
      Scripted next = script.get(started++);
      over = started == script.size();
      order =
          new Order(next.driver(), next.action(), next.looksAt(), next.cell(), next.expected(), 0);
    } else {
      over = started++ == OPERATIONS_MAX || choices.pick(END_SHARE) == 0;
      if (over) {
        return;
      }
      order = workload.order(choices, layout, replicaCount, operations);
    }
    if (!drivers[order.driver()].dead) {
      begin(order);
    }
  }

  private void begin(Order order) {
    Driver driver = drivers[order.driver()];
    int number = operations.size() + 1;
    Operation operation =
        switch (order.action()) {
          case READ -> new ReadOperation(number, order, driver, this, majority());
          case PUT, DELETE, DELETE_ALL ->
              new WriteOperation(number, order, driver, this, workload.strict());
          case COMPARE_AND_SET, SWAP, COMPARE_AND_DELETE ->
              new ConditionalOperation(number, order, driver, this);
        };
    begin(operation);
  }

  private void begin(Operation operation) {
    operations.add(operation);
    live.add(operation);
    if (trace.isOn()) {
      trace.add(operation.toString());
    }
    boolean dies = strikes(Fault.DRIVER_DEATH);
    if (dies) {
      operation.dieAfter(choices.pick(replicaCount));
    }
    operation.start();
    if (dies) {
      die(operation.driver);
    }
  }

  /** Lets the next timer run out; false when there is none. */
  private boolean tick() {
    if (live.isEmpty()) {
      return false;
    }
    Operation first = Operation.firstToWake(live);
    nowNanos = Math.max(nowNanos, first.wakeNanos());
    for (int i = 0; i < replicaCount; i++) {
      first.driver.connected[i] = !replicas[i].down;
    }
    if (trace.isOn()) {
      trace.add("timer of #" + first.number + " at " + nowNanos / MILLI + " ms");
    }
    first.tick();
    return true;
  }

  private void deliver(Message message) {
    Operation operation = message.operation();
    boolean isHeard = !message.isAnswer() || operation.awaits(message);
    if (!isHeard || (!message.isAnswer() && replicas[message.replica()].down)) {
      return;
    }
    if (strikes(Fault.LOSS)) {
      say("lost: ", message);
      return;
    }
    if (strikes(Fault.DISCONNECTION)) {
      disconnect(operation.driver, message.replica());
      if (message.isAnswer() || choices.pick(2) == 0) {
        return;
      }
    }
    if (message.isAnswer()) {
      hear(message);
    } else {
      serve(message);
    }
  }

  private void hear(Message answer) {
    Operation operation = answer.operation();
    boolean dies = strikes(Fault.DRIVER_DEATH);
    if (dies) {
      operation.dieAfter(choices.pick(replicaCount));
    }
    say("", answer);
    operation.hear(answer);
    if (dies) {
      die(operation.driver);
    }
  }

  private void serve(Message request) {
    int index = request.replica();
    Replica replica = replicas[index];
    if (strikes(Fault.CRASH)) {
      crash(index);
      return;
    }
    say("", request);
    if (request.body() instanceof Message.Load load) {
      Response.Prepared prepared = replica.loaded(load);
      if (prepared != null) {
        answer(replica, request.answered(prepared, null));
      }
      return;
    }
    if (request.stream() != 0 && strikes(Fault.REFUSAL)) {
      Refusal refusal = Refusals.of(choices.pick(Refusals.COUNT), epoch + 1);
      epoch = Math.max(epoch, refusal.epoch());
      send(request.answered(null, refusal));
      return;
    }
    if (request.stream() != 0 && strikes(Fault.CONFUSION)) {
      if (choices.pick(2) == 1) {
        replica.carryOut((Message.Ask) request.body());
      }
      send(request.answered(null, null));
      return;
    }
    if (request.body() instanceof Message.Prepare prepare && strikes(Fault.SLOW_DISK)) {
      Message.Load load = replica.promise(prepare);
      if (load != null) {
        network.send(request.with(load));
        return;
      }
    }
    Response response = replica.carryOut((Message.Ask) request.body());
    boolean slow = strikes(Fault.SLOW_DISK);
    if (!slow) {
      sync(index);
    }
    answer(replica, request.answered(response, null));
    if (strikes(Fault.DUPLICATION)) {
      send(request.copy());
    }
  }

  private void answer(Replica replica, Message answer) {
    if (replica.isDurable() || !parts.waitsForDisk()) {
      send(answer);
    } else {
      replica.waiting.add(answer);
    }
  }

  private void sync(int index) {
    Replica replica = replicas[index];
    replica.sync();
    for (int i = 0; i < replica.waiting.size(); i++) {
      send(replica.waiting.get(i));
    }
    replica.waiting.clear();
  }

  private void repair() {
    repairsLeft--;
    int from = choices.pick(replicaCount);
    int to = (from + 1 + choices.pick(replicaCount - 1)) % replicaCount;
    int cells = 1 + choices.pick(layout.all());
    if (!replicas[from].down && !replicas[to].down) {
      if (trace.isOn()) {
        trace.add("repair of cells " + cells + " from replica " + from + " to replica " + to);
      }
      replicas[to].repairFrom(replicas[from], layout.widened(cells));
    }
  }

  private void crash(int index) {
    boolean torn = choices.pick(2) == 1;
    if (trace.isOn()) {
      trace.add("replica " + index + " crashes" + (torn ? ", nothing is lost" : ""));
    }
    replicas[index].crash(torn);
    for (Driver driver : drivers) {
      disconnect(driver, index);
    }
  }

  private void disconnect(Driver driver, int replica) {
    if (!driver.connected[replica]) {
      return;
    }
    if (trace.isOn()) {
      trace.add("driver " + driver.number + " loses its connection to replica " + replica);
    }
    driver.connected[replica] = false;
    for (Operation operation : List.copyOf(live)) {
      if (operation.driver == driver && !operation.isOver) {
        operation.disconnected(replica);
      }
    }
  }

  private void die(Driver driver) {
    if (trace.isOn()) {
      trace.add("driver " + driver.number + " dies");
    }
    driver.dead = true;
    for (int i = live.size() - 1; i >= 0; i--) {
      if (live.get(i).driver == driver) {
        live.get(i).isOver = true;
        live.remove(i);
      }
    }
  }

  /**
   * Everybody comes back: then all operations come through, and a read at ALL makes all replicas
   * equal.
   */
  private void heal() {
    healing = true;
    say("everything heals");
    for (Replica replica : replicas) {
      replica.down = false;
    }
    Arrays.fill(drivers[OBSERVER].connected, true);
    observe(Action.READ, majority());
    if (workload.endsWithSwap()) {
      observe(Action.SWAP, majority());
    }
    observe(Action.READ, replicaCount);
    byte[] content = replicas[0].content(layout.all());
    for (int i = 1; i < replicaCount; i++) {
      if (!Arrays.equals(content, replicas[i].content(layout.all()))) {
        throw new BrokenPromise("replicas 0 and " + i + " differ after a read at ALL");
      }
    }
  }

  private void observe(Action action, int required) {
    int number = operations.size() + 1;
    Driver observer = drivers[OBSERVER];
    Order order = new Order(OBSERVER, action, action == Action.READ ? layout.all() : 0, 0, 0, 0);
    Operation last =
        action == Action.READ
            ? new ReadOperation(number, order, observer, this, required)
            : new ConditionalOperation(number, order, observer, this);
    begin(last);
    while (step()) {}
    if (!last.succeeded) {
      throw new BrokenPromise(last + " failed, though nothing was wrong");
    }
  }

  void send(Message message) {
    network.send(message);
  }

  void ended(Operation operation, String how) {
    operation.isOver = true;
    live.remove(operation);
    if (trace.isOn()) {
      trace.add("  #" + operation.number + " " + how);
    }
    network.forgetAnswersTo(operation);
  }

  Reach reach(Driver driver, int replica) {
    return driver.connected[replica]
        ? Reach.CONNECTED
        : replicas[replica].down ? Reach.UNREACHABLE : Reach.CONNECTING;
  }

  boolean isCongested() {
    return strikes(Fault.CONGESTION);
  }

  int newStream() {
    return ++streams;
  }

  int replicas() {
    return replicaCount;
  }

  int majority() {
    return replicaCount / 2 + 1;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Ascends with each step. */
  long moment() {
    return moment;
  }

  Layout layout() {
    return layout;
  }

  Parts parts() {
    return parts;
  }

  History history() {
    return history;
  }

  private boolean strikes(Fault fault) {
    return !healing && choices.strikes(fault);
  }

  boolean isTraced() {
    return trace.isOn();
  }

  void say(String line) {
    if (trace.isOn()) {
      trace.add(line);
    }
  }

  private void say(String prefix, Message message) {
    if (trace.isOn()) {
      trace.add(prefix + message);
    }
  }
}

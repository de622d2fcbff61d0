// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.tck.exploration.BrokenPromise;
import io.ringtail.tck.exploration.Choices;
import io.ringtail.tck.exploration.Fault;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One partition on three replicas, read and written by up to three drivers at QUORUM. The drivers
 * run the product's {@code QuorumRead}, {@code QuorumWrite} and reconciler; each message is an
 * object that arrives whenever the choices say.
 */
public final class QuorumModel implements Model {
  static final int REPLICAS = 3;
  private static final int QUORUM = 2;
  private static final int DRIVERS_MAX = 3;
  private static final int OPERATIONS_MAX = 8;

  /** The driver of the last read, which nothing ever happens to. */
  private static final int OBSERVER = DRIVERS_MAX;

  /** One of so many possible operations ends the workload instead. */
  private static final int END_SHARE = 10;

  /** Far from 0, so that expiry times are not {@link Expiry#NEVER}. */
  private static final long EPOCH_MILLIS = 1_000;

  private static final long MILLI = 1_000_000;

  /** How a drawn operation is chosen: reads are the half of them. */
  private static final Action[] ACTIONS = {
    Action.READ,
    Action.PUT,
    Action.READ,
    Action.PUT,
    Action.READ,
    Action.PUT_ROWS,
    Action.READ,
    Action.DELETE_ROW,
    Action.READ,
    Action.DELETE_CELLS,
    Action.READ,
    Action.DELETE_RANGE,
    Action.READ,
    Action.PUT_COLUMN,
    Action.READ,
    Action.DELETE_PARTITION,
    Action.READ,
    Action.PUT_EXPIRING
  };

  private static final Refusal[] REFUSALS = {
    new Refusal(Reason.OVERLOADED, "", 1, 0),
    new Refusal(Reason.DISK_FULL, "", 0, 0),
    new Refusal(Reason.STALE_MAP, "", 0, 0)
  };

  /** One operation of a workload that is given. */
  public record Scripted(int driver, Action action, int row) {}

  private final String name;
  private final Parts parts;
  private final List<Scripted> script;
  private final Replica[] replicas = new Replica[REPLICAS];
  private final List<Message> network = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Operation> live = new ArrayList<>();
  private final boolean[][] connected = new boolean[DRIVERS_MAX + 1][REPLICAS];
  private final boolean[] dead = new boolean[DRIVERS_MAX + 1];
  private final long[] clocks = new long[DRIVERS_MAX + 1];
  private final long[] skews = new long[DRIVERS_MAX + 1];
  private final Promises promises = new Promises();
  private int[] chains = new int[64];
  private Choices choices = Choices.plain();
  private Trace trace = Trace.silent();
  private long nowNanos;
  private long epoch;
  private int streams;
  private int drivers;
  private int concurrency;
  private long quantum;
  private int started;
  private boolean over;
  private boolean healing;

  /** Whether readers ask one replica for data and the others for digests. */
  private boolean mayDigest;

  /** A workload that each schedule draws for itself. */
  public QuorumModel(String name, Parts parts) {
    this(name, parts, List.of());
  }

  /** A given workload, all of whose operations may overlap. */
  public QuorumModel(String name, Parts parts, List<Scripted> script) {
    this.name = name;
    this.parts = parts;
    this.script = List.copyOf(script);
    Arrays.setAll(replicas, i -> new Replica(parts));
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
      if (!operation.hasEnded() && !dead[operation.order.driver()]) {
        throw new BrokenPromise(operation + " never ended");
      }
    }
    heal();
    return operations.size();
  }

  private void reset(Choices newChoices, Trace newTrace) {
    choices = newChoices;
    trace = newTrace;
    network.clear();
    operations.clear();
    live.clear();
    promises.reset();
    Arrays.fill(dead, false);
    Arrays.fill(clocks, 0);
    Arrays.fill(skews, 0);
    for (boolean[] row : connected) {
      Arrays.fill(row, true);
    }
    for (Replica replica : replicas) {
      replica.reset();
    }
    nowNanos = 0;
    epoch = 1;
    streams = 0;
    started = 0;
    over = false;
    healing = false;
    drivers = DRIVERS_MAX;
    concurrency = OPERATIONS_MAX;
    quantum = 1;
    mayDigest = choices.pick(2) == 1;
    if (script.isEmpty()) {
      draw();
    }
  }

  private void draw() {
    drivers = 2 + choices.pick(DRIVERS_MAX - 1);
    concurrency = 1 + choices.pick(3);
    quantum = choices.pick(2) == 0 ? 1 : 4;
    for (int driver = 0; driver < drivers; driver++) {
      skews[driver] = 3L * choices.pick(3);
    }
    if (choices.pick(4) == 1) {
      int replica = choices.pick(REPLICAS);
      replicas[replica].down = true;
      replicas[replica].staysDown = true;
      for (boolean[] row : connected) {
        row[replica] = false;
      }
      say("replica " + replica + " is down");
    }
  }

  /** Takes one step; false when there is none left. */
  private boolean step() {
    int count = collect();
    if (count == 0 || (!live.isEmpty() && strikes(Fault.LATENESS))) {
      return tick();
    }
    int step = healing ? 0 : choices.next(count, chains);
    if (step < network.size()) {
      deliver(network.remove(step));
      return true;
    }
    int left = step - network.size();
    for (int i = 0; i < REPLICAS; i++) {
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
    for (int i = 0; i < REPLICAS; i++) {
      if (mayRestart(i) && left-- == 0) {
        replicas[i].down = false;
        say("replica " + i + " is back");
      }
    }
    return true;
  }

  /** Counts the possible steps and names their chains, in the order in which they are taken. */
  private int collect() {
    int count = 0;
    if (network.size() + 2 * REPLICAS + 1 > chains.length) {
      chains = new int[chains.length * 2];
    }
    for (int i = 0; i < network.size(); i++) {
      chains[count++] = network.get(i).chain();
    }
    for (int i = 0; i < REPLICAS; i++) {
      if (!replicas[i].isDurable()) {
        chains[count++] = 1 + i;
      }
    }
    if (mayStart()) {
      chains[count++] = (operations.size() + 1) * Message.CHAINS_OF_OPERATION;
    }
    for (int i = 0; i < REPLICAS; i++) {
      if (mayRestart(i)) {
        chains[count++] = 0;
      }
    }
    return count;
  }

  private boolean mayStart() {
    return !over && live.size() < concurrency;
  }

  private boolean mayRestart(int replica) {
    return replicas[replica].down && !replicas[replica].staysDown;
  }

  private void startNext() {
    Operation.Order order;
    if (!script.isEmpty()) {
      Scripted next = script.get(started++);
      over = started == script.size();
      order = order(next.driver(), next.action(), next.row(), 0, Expiry.NEVER);
    } else {
      over = started++ == OPERATIONS_MAX || choices.pick(END_SHARE) == 0;
      if (over) {
        return;
      }
      Action action = ACTIONS[choices.pick(ACTIONS.length)];
      int driver = choices.pick(drivers);
      order =
          order(
              driver,
              action,
              action == Action.READ ? 0 : choices.pick(2),
              choices.pick(REPLICAS),
              action == Action.PUT_EXPIRING ? nowMillis() + 1 + choices.pick(40) : Expiry.NEVER);
    }
    if (dead[order.driver()]) {
      return;
    }
    begin(new Operation(operations.size() + 1, order, QUORUM, this));
  }

  private Operation.Order order(int driver, Action action, int row, int first, long expiryMillis) {
    long now = operations.size() + 1L + skews[driver];
    clocks[driver] = Math.max(clocks[driver] + 1, now / quantum * quantum);
    return new Operation.Order(
        driver, action, row, new Version(clocks[driver], driver, 0), first, expiryMillis);
  }

  private void begin(Operation operation) {
    operations.add(operation);
    live.add(operation);
    if (trace.isOn()) {
      trace.add(operation.toString());
    }
    boolean dies = strikes(Fault.DRIVER_DEATH);
    if (dies) {
      operation.dieAfter(choices.pick(REPLICAS));
    }
    operation.start();
    if (dies) {
      die(operation.order.driver());
    }
  }

  /** Lets the next timer run out; false when there is none. */
  private boolean tick() {
    if (live.isEmpty()) {
      return false;
    }
    Operation first = live.get(0);
    long wake = first.wakeNanos();
    for (int i = 1; i < live.size(); i++) {
      long other = live.get(i).wakeNanos();
      if (other < wake) {
        wake = other;
        first = live.get(i);
      }
    }
    nowNanos = Math.max(nowNanos, wake);
    for (int i = 0; i < REPLICAS; i++) {
      connected[first.order.driver()][i] = !replicas[i].down;
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
      disconnect(operation.order.driver(), message.replica());
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
      operation.dieAfter(choices.pick(REPLICAS));
    }
    say("", answer);
    operation.answered(answer);
    if (dies) {
      die(operation.order.driver());
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
    if (request.stream() != 0 && strikes(Fault.REFUSAL)) {
      Refusal refusal = REFUSALS[choices.pick(REFUSALS.length)];
      send(
          request.refused(
              refusal.reason() == Reason.STALE_MAP
                  ? new Refusal(Reason.STALE_MAP, "", 0, ++epoch)
                  : refusal));
      return;
    }
    PartitionData data = request.data();
    if (data == null) {
      long nowMillis = request.operation().nowMillis();
      boolean digest = request.kind() == Message.Kind.DIGEST;
      answer(replica, request.done(digest ? replica.digest(nowMillis) : replica.read(nowMillis)));
      return;
    }
    if (request.stream() != 0 && strikes(Fault.CONFUSION)) {
      if (choices.pick(2) == 1) {
        write(replica, request, data);
      }
      send(request.confused());
      return;
    }
    write(replica, request, data);
    boolean slow = strikes(Fault.SLOW_DISK);
    if (!slow) {
      sync(index);
    }
    answer(replica, request.done(null));
    if (strikes(Fault.DUPLICATION)) {
      send(request.copy());
    }
  }

  private void write(Replica replica, Message request, PartitionData data) {
    replica.write(data);
    Operation operation = request.operation();
    if (request.kind() == Message.Kind.WRITE) {
      operation.wasTaken = true;
      if (operation.failedForSure()) {
        throw new BrokenPromise(operation + " failed for sure, but a replica took it later");
      }
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

  private void crash(int index) {
    if (trace.isOn()) {
      trace.add("replica " + index + " crashes");
    }
    replicas[index].crash();
    for (int driver = 0; driver < drivers; driver++) {
      disconnect(driver, index);
    }
  }

  private void disconnect(int driver, int replica) {
    if (trace.isOn()) {
      trace.add("driver " + driver + " loses its connection to replica " + replica);
    }
    connected[driver][replica] = false;
    for (Operation operation : List.copyOf(live)) {
      if (operation.order.driver() == driver && !operation.isOver) {
        operation.disconnected(replica);
      }
    }
  }

  private void die(int driver) {
    say("driver " + driver + " dies");
    dead[driver] = true;
    for (int i = live.size() - 1; i >= 0; i--) {
      if (live.get(i).order.driver() == driver) {
        live.get(i).isOver = true;
        live.remove(i);
      }
    }
  }

  /** Everybody comes back, everything is delivered, and a read at ALL makes all replicas equal. */
  private void heal() {
    healing = true;
    say("everything heals");
    for (Replica replica : replicas) {
      replica.down = false;
    }
    Arrays.fill(connected[OBSERVER], true);
    Operation last =
        new Operation(
            operations.size() + 1,
            order(OBSERVER, Action.READ, 0, 0, Expiry.NEVER),
            REPLICAS,
            this);
    begin(last);
    while (step()) {}
    if (!last.succeeded()) {
      throw new BrokenPromise(last + " at ALL failed, though nothing was wrong");
    }
    byte[] content = replicas[0].content(last.nowMillis());
    for (int i = 1; i < REPLICAS; i++) {
      if (!Arrays.equals(content, replicas[i].content(last.nowMillis()))) {
        throw new BrokenPromise("replicas 0 and " + i + " differ after a read at ALL");
      }
    }
  }

  void send(Message message) {
    if (!message.isAnswer() || message.operation().awaits(message)) {
      network.add(message);
    }
  }

  void ended(Operation operation, String how) {
    operation.isOver = true;
    live.remove(operation);
    if (trace.isOn()) {
      trace.add("  #" + operation.number + " " + how);
    }
    if (operation.livesOn()) {
      return;
    }
    // Nobody hears these any more, and no order of theirs makes a difference.
    for (int i = network.size() - 1; i >= 0; i--) {
      if (network.get(i).isAnswer() && network.get(i).operation() == operation) {
        network.remove(i);
      }
    }
  }

  void note(Operation read, Registers seen) {
    if (trace.isOn()) {
      trace.add("  #" + read.number + " saw " + seen);
    }
  }

  Reach reach(int driver, int replica) {
    return connected[driver][replica]
        ? Reach.CONNECTED
        : replicas[replica].down ? Reach.UNREACHABLE : Reach.CONNECTING;
  }

  boolean mayDigest() {
    return mayDigest;
  }

  boolean isDead(int driver) {
    return dead[driver];
  }

  boolean isCongested() {
    return strikes(Fault.CONGESTION);
  }

  int newStream() {
    return ++streams;
  }

  long nowNanos() {
    return nowNanos;
  }

  long nowMillis() {
    return EPOCH_MILLIS + nowNanos / MILLI;
  }

  Promises promises() {
    return promises;
  }

  Parts parts() {
    return parts;
  }

  List<Operation> operations() {
    return operations;
  }

  private boolean strikes(Fault fault) {
    return !healing && choices.strikes(fault);
  }

  private void say(String line) {
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

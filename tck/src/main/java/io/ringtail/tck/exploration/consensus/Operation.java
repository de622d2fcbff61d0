// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.driver.coordination.Refusal;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation of one driver: what a lane does around the product's state machines. Answers are
 * paired with requests by stream, as connections do.
 */
abstract sealed class Operation permits ConditionalOperation, ReadOperation, WriteOperation {
  /** Enough for a handful of timers before it. */
  private static final long TIMEOUT_NANOS = 60_000_000;

  private static final long SPARE_NANOS = 10_000_000;

  /** Before something is tried again. */
  static final long RETRY_NANOS = 4_000_000;

  final int number;
  final Order order;
  final Driver driver;
  final ConsensusModel model;
  final Limits limits;
  final long began;
  long epoch = 1;
  private final int[] streams;

  /** How many more messages get out before the driver is dead; none is heard of either. */
  private int sendsLeft = Integer.MAX_VALUE;

  boolean isOver;

  /** Whether it ended in words, not with its driver. */
  boolean hasEnded;

  boolean succeeded;

  Operation(int number, Order order, Driver driver, ConsensusModel model) {
    this.number = number;
    this.order = order;
    this.driver = driver;
    this.model = model;
    this.limits = new Limits(model.nowNanos() + TIMEOUT_NANOS, SPARE_NANOS);
    this.streams = new int[2 * model.replicas()];
    this.began = model.moment();
  }

  abstract void start();

  abstract long wakeNanos();

  abstract void tick();

  /** An answer that somebody waits for, by index. */
  abstract void answered(int index, Message.Answer answer);

  /** The connection ended before the answer came. */
  abstract void lost(int index, boolean isRepair);

  /** Notes in the history what it may have done, where it has not ended. */
  abstract void noteInDoubt(History history);

  /** The one whose timer runs out first; of equal ones the oldest. */
  static Operation firstToWake(List<Operation> live) {
    Operation first = live.getFirst();
    long wake = first.wakeNanos();
    for (int i = 1; i < live.size(); i++) {
      long other = live.get(i).wakeNanos();
      if (other < wake) {
        wake = other;
        first = live.get(i);
      }
    }
    return first;
  }

  /** The driver ends once some more messages have left. */
  void dieAfter(int sends) {
    sendsLeft = sends;
  }

  int firstChain() {
    return number * (model.replicas() + 1);
  }

  /** Whether somebody still waits for this answer. */
  final boolean awaits(Message message) {
    return !isOver
        && message.stream() != 0
        && streams[slot(message.index(), isRepair(message))] == message.stream();
  }

  private static boolean isRepair(Message message) {
    return message.body() instanceof Message.Answer answer && answer.isRepair();
  }

  final void hear(Message message) {
    Message.Answer answer = (Message.Answer) message.body();
    streams[slot(message.index(), answer.isRepair())] = 0;
    answered(message.index(), answer);
  }

  /** The connection to a replica ended. */
  final void disconnected(int replica) {
    for (int index = 0; index < model.replicas(); index++) {
      if (replica(index) == replica) {
        lose(index, false);
        lose(index, true);
      }
    }
  }

  private void lose(int index, boolean isRepair) {
    int slot = slot(index, isRepair);
    boolean waited = streams[slot] != 0;
    streams[slot] = 0;
    if (waited && !isOver) {
      lost(index, isRepair);
    }
  }

  private int slot(int index, boolean isRepair) {
    return isRepair ? model.replicas() + index : index;
  }

  private int replica(int index) {
    return (order.firstReplica() + index) % model.replicas();
  }

  /** Answers to what was sent so far are not wanted any more. */
  final void forgetRequests() {
    Arrays.fill(streams, 0);
  }

  public final Reach reach(int index) {
    return model.reach(driver, replica(index));
  }

  final boolean send(int index, Message.Ask ask) {
    if (model.isCongested()) {
      return false;
    }
    if (sendsLeft > 0) {
      sendsLeft -= sendsLeft == Integer.MAX_VALUE ? 0 : 1;
      int stream = model.newStream();
      boolean isRepair = ask instanceof Message.Write write && write.isRepair();
      streams[slot(index, isRepair)] = stream;
      model.send(new Message(this, index, replica(index), stream, ask));
    }
    return true;
  }

  final boolean end(String how) {
    if (isOver) {
      return false;
    }
    hasEnded = true;
    model.ended(this, how);
    return true;
  }

  final boolean end(String how, PartitionData data) {
    return end(model.isTraced() ? how + " " + text(data) : "");
  }

  final boolean end(String how, int values) {
    StringBuilder text = new StringBuilder();
    if (model.isTraced()) {
      text.append(how).append(", saw");
      for (int cell = 0; cell < model.layout().cells; cell++) {
        text.append(' ').append(Layout.valueOf(values, cell));
      }
    }
    return end(text.toString());
  }

  final boolean endsWith(Failure failure) {
    return end(
        "failed"
            + (failure.mayHaveTakenEffect() ? ", in doubt: " : ": ")
            + failure.kind()
            + ", "
            + failure.message());
  }

  static Refusal refusal(Message.Answer answer) {
    return java.util.Objects.requireNonNull(answer.refusal());
  }

  final String text(PartitionData data) {
    return model.layout().text(data);
  }

  final String text(@Nullable Proposal proposal) {
    return proposal == null
        ? "nothing"
        : proposal.instance()
            + " under "
            + proposal.ballot().counter()
            + "."
            + proposal.ballot().writer()
            + " of "
            + proposal.id().writer()
            + "."
            + proposal.id().number()
            + " "
            + text(PartitionCodec.decode(proposal.content()));
  }

  final String text(@Nullable Response response) {
    return switch (response) {
      case null -> "CONFUSED";
      case Response.ReadDone read ->
          read.partitions().getFirst().consensus()
              + " "
              + text(PartitionCodec.decode(read.partitions().getFirst().content()));
      case Response.Prepared prepared -> text(prepared);
      default -> response.toString();
    };
  }

  private String text(Response.Prepared prepared) {
    Promise promise = prepared.promise();
    return promise == null
        ? "declined for " + prepared.highest()
        : "promised at "
            + promise.instance()
            + " decided "
            + text(promise.decision())
            + " accepted "
            + text(promise.accepted())
            + " own "
            + promise.own()
            + " "
            + text(PartitionCodec.decode(promise.content()));
  }

  @Override
  public String toString() {
    return "#" + number + " " + order + " by driver " + driver.number;
  }
}

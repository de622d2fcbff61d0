// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Limits;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumRead;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.tck.exploration.BrokenPromise;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A read or a write by one driver: the product's state machine, and what a lane does around it.
 * Answers are paired with requests by stream, as connections do.
 */
final class Operation implements QuorumWrite.Effects, QuorumRead.Effects<List<PartitionResult>> {
  /** Enough for a handful of timers before it. */
  private static final long TIMEOUT_NANOS = 40_000_000;

  private static final long SPARE_NANOS = 10_000_000;
  private static final long RETRY_NANOS = 4_000_000;
  private static final int TABLE = 1;
  private static final byte[] KEY = {7};
  private static final List<byte[]> KEYS = List.of(KEY);

  /** What an operation is to do. */
  record Order(
      int driver, Action action, int row, Version version, int firstReplica, long expiryMillis) {}

  final int number;
  final Order order;
  private final QuorumModel model;
  private final int required;
  private final long nowMillis;
  private final PartitionData data;
  private final Promises.Floor floor;
  private final int[] streams = new int[2 * QuorumModel.REPLICAS];
  private final Limits limits;
  private @Nullable QuorumWrite write;
  private @Nullable QuorumRead<Response.ReadDone, List<PartitionResult>> read;
  private long epoch = 1;

  /** Whether an attempt by an older map may have taken effect. */
  private boolean touched;

  /** How many more messages get out before the driver is dead; none is heard of either. */
  private int sendsLeft = Integer.MAX_VALUE;

  private int ends;
  private boolean succeeded;
  private boolean failedForSure;

  boolean isOver;
  boolean wasSeen;

  /** Whether a replica took what it writes. */
  boolean wasTaken;

  Operation(int number, Order order, int required, QuorumModel model) {
    this.number = number;
    this.order = order;
    this.required = required;
    this.model = model;
    this.nowMillis = model.nowMillis();
    this.data = order.action.data(order.row, order.version, number, order.expiryMillis);
    this.floor = model.promises().floor();
    this.limits = new Limits(model.nowNanos() + TIMEOUT_NANOS, SPARE_NANOS);
  }

  Action action() {
    return order.action;
  }

  Version version() {
    return order.version;
  }

  int registers() {
    return order.action.registers(order.row);
  }

  int valueOf(int register) {
    return register % Registers.COLUMNS == 0 ? number : -number;
  }

  boolean expiredAt(long millis) {
    return Expiry.expired(order.expiryMillis, millis);
  }

  long nowMillis() {
    return nowMillis;
  }

  boolean failedForSure() {
    return failedForSure;
  }

  boolean succeeded() {
    return succeeded;
  }

  void start() {
    if (order.action == Action.READ) {
      Request.Read request =
          new Request.Read(
              TABLE, KEYS, ByteRange.ALL, null, Request.Read.ROWS_ALL, false, nowMillis, false);
      read =
          new QuorumRead<>(
              Quorum.of(required, QuorumModel.REPLICAS),
              IntStream.range(0, QuorumModel.REPLICAS).toArray(),
              model.parts().reconciler(request),
              this,
              new Response.ReadDone[QuorumModel.REPLICAS]);
      read.start(model.nowNanos(), limits, epoch, model.mayDigest());
    } else {
      write = new QuorumWrite(Quorum.of(required, QuorumModel.REPLICAS), this);
      write.start(model.nowNanos(), limits, epoch);
    }
  }

  /** The driver ends once some more messages have left. */
  void dieAfter(int sends) {
    sendsLeft = sends;
  }

  boolean isDying() {
    return sendsLeft != Integer.MAX_VALUE;
  }

  long wakeNanos() {
    return read != null
        ? read.wakeNanos(model.nowNanos())
        : Objects.requireNonNull(write).wakeNanos(model.nowNanos());
  }

  void tick() {
    if (read != null) {
      read.tick(model.nowNanos());
    } else {
      Objects.requireNonNull(write).tick(model.nowNanos());
    }
  }

  /** Whether somebody still waits for this answer. */
  boolean awaits(Message answer) {
    return (!isOver || livesOn())
        && answer.stream() != 0
        && streams[slot(answer.kind(), answer.index())] == answer.stream();
  }

  /** Whether late answers are for the background of a read that has completed. */
  boolean livesOn() {
    return read != null && read.isCompleted() && !model.isDead(order.driver);
  }

  void answered(Message answer) {
    int index = answer.index();
    long now = model.nowNanos();
    streams[slot(answer.kind(), index)] = 0;
    if (read != null && answer.kind() != Message.Kind.REPAIR) {
      switch (answer.way()) {
        case DONE -> read.answered(index, Objects.requireNonNull(answer.read()), now);
        case REFUSED -> read.refused(index, now, Objects.requireNonNull(answer.refusal()));
        case REQUEST, CONFUSED -> read.unknown(index, now, Reason.INTERNAL, "confused");
      }
      return;
    }
    QuorumWrite machine = writing();
    if (machine != null) {
      switch (answer.way()) {
        case DONE -> machine.acknowledged(index);
        case REFUSED -> machine.refused(index, now, Objects.requireNonNull(answer.refusal()));
        case REQUEST, CONFUSED -> machine.unknown(index, now, Reason.INTERNAL, "confused");
      }
    }
  }

  /** The connection to a replica ended. */
  void disconnected(int replica) {
    for (int index = 0; index < QuorumModel.REPLICAS; index++) {
      if (replica(index) == replica) {
        lost(index);
      }
    }
  }

  private void lost(int index) {
    long now = model.nowNanos();
    if (take(slot(Message.Kind.READ, index))) {
      if (read != null) {
        read.lost(index, now);
      } else {
        Objects.requireNonNull(write).lost(index, now);
      }
    }
    if (!isOver && take(slot(Message.Kind.REPAIR, index))) {
      Objects.requireNonNull(writing()).lost(index, now);
    }
  }

  private boolean take(int slot) {
    boolean waited = streams[slot] != 0;
    streams[slot] = 0;
    return waited && !isOver;
  }

  private @Nullable QuorumWrite writing() {
    return read == null ? write : read.repair();
  }

  private static int slot(Message.Kind kind, int index) {
    return kind == Message.Kind.REPAIR ? QuorumModel.REPLICAS + index : index;
  }

  private int replica(int index) {
    return (order.firstReplica + index) % QuorumModel.REPLICAS;
  }

  @Override
  public boolean isConnected(int index) {
    return reach(index) == Reach.CONNECTED;
  }

  @Override
  public Reach reach(int index) {
    return model.reach(order.driver, replica(index));
  }

  @Override
  public boolean send(int index) {
    return send(Message.Kind.WRITE, index, data);
  }

  @Override
  public boolean ask(int index, boolean digest) {
    return send(digest ? Message.Kind.DIGEST : Message.Kind.READ, index, null);
  }

  @Override
  public void digestDiffers(int index) {}

  @Override
  public boolean writeBack(int index, List<Mutation> mutations) {
    // Decoding is what a replica does; it checks that the bytes are canonical.
    return send(Message.Kind.REPAIR, index, PartitionCodec.decode(mutations.get(0).content()));
  }

  private boolean send(Message.Kind kind, int index, @Nullable PartitionData content) {
    if (model.isCongested()) {
      return false;
    }
    if (sendsLeft > 0) {
      sendsLeft -= isDying() ? 1 : 0;
      int stream = model.newStream();
      streams[slot(kind, index)] = stream;
      model.send(
          new Message(
              this, kind, Message.Way.REQUEST, index, replica(index), stream, content, null, null));
    }
    return true;
  }

  @Override
  public boolean mayRetryAt(int replica, boolean overloaded, boolean begun) {
    return true;
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return RETRY_NANOS;
  }

  @Override
  public boolean maySpeculate() {
    return false;
  }

  @Override
  public void speculated(int replica) {}

  @Override
  public void speculationWon(int replica) {}

  @Override
  public void unneeded(int replica) {}

  @Override
  public void unsettled(List<byte[]> keys, int behind) {
    throw new BrokenPromise("there are no conditional writes, but one is unsettled");
  }

  @Override
  public void rerouted(long newEpoch) {
    touched |= write != null && write.mayHaveTakenEffect();
    epoch = newEpoch;
    java.util.Arrays.fill(streams, 0);
    start();
  }

  @Override
  public void completed() {
    if (end("completed")) {
      succeeded = true;
      model.promises().acknowledged(this);
    }
  }

  @Override
  public void completed(List<PartitionResult> results) {
    if (end("completed")) {
      succeeded = true;
      Registers seen = Registers.of(results.get(0).data());
      model.note(this, seen);
      model.promises().seen(seen, floor, this, model.operations(), model.nowMillis());
    }
  }

  @Override
  public void failed(Failure failure) {
    if (end("failed: " + failure.kind())) {
      failedForSure = order.action != Action.READ && !touched && !failure.mayHaveTakenEffect();
      if (failedForSure && (wasSeen || wasTaken)) {
        throw new BrokenPromise(this + " failed for sure, but was taken by a replica");
      }
    }
  }

  private boolean end(String how) {
    if (isDying()) {
      return false;
    }
    if (++ends > 1) {
      throw new BrokenPromise(this + " ended " + ends + " times, now " + how);
    }
    model.ended(this, how);
    return true;
  }

  boolean hasEnded() {
    return ends > 0;
  }

  @Override
  public String toString() {
    return "#"
        + number
        + " "
        + order.action
        + (order.action == Action.READ
            ? ""
            : " of row "
                + order.row
                + " @"
                + order.version.timestamp()
                + "."
                + order.version.writer())
        + " by driver "
        + order.driver;
  }
}

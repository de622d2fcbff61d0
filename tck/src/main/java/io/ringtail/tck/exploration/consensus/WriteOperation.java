// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.consensus.Successors;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plain write. A strict one first reads what is there, and takes a timestamp above it, whatever
 * its driver's clock says.
 */
final class WriteOperation extends Operation implements QuorumWrite.Effects {
  private final @Nullable Reading before;
  private @Nullable Version version;
  private @Nullable QuorumWrite machine;

  /** Whether an attempt by an older map may have taken effect. */
  private boolean touched;

  WriteOperation(int number, Order order, Driver driver, ConsensusModel model, boolean strict) {
    super(number, order, driver, model);
    this.before =
        strict
            ? new Reading(
                this,
                order.touches(model.layout()),
                model.majority(),
                this::readBefore,
                this::endsWith)
            : null;
    this.version = strict ? null : driver.newVersion(0);
  }

  @Override
  void start() {
    Reading read = before;
    if (read != null && version == null) {
      read.start();
    } else {
      write();
    }
  }

  /** The newest that there is is known. */
  private void readBefore(PartitionData known) {
    Layout layout = model.layout();
    long newest = 0;
    for (int cell = 0; cell < layout.cells; cell++) {
      if ((order.writes(layout) & 1 << cell) != 0) {
        Version behind = Successors.of(known, layout.clustering(cell), layout.column(cell));
        newest = Math.max(newest, behind.timestamp());
      }
    }
    version = driver.newVersion(newest);
    if (model.isTraced()) {
      model.say("  #" + number + " writes at " + version);
    }
    forgetRequests();
    write();
  }

  private void write() {
    QuorumWrite write = new QuorumWrite(Quorum.majority(model.replicas()), this);
    machine = write;
    write.start(model.nowNanos(), limits, epoch);
  }

  @Override
  long wakeNanos() {
    QuorumWrite write = machine;
    return write == null
        ? Objects.requireNonNull(before).wakeNanos()
        : write.wakeNanos(model.nowNanos());
  }

  @Override
  void tick() {
    QuorumWrite write = machine;
    if (write == null) {
      Objects.requireNonNull(before).tick();
    } else {
      write.tick(model.nowNanos());
    }
  }

  @Override
  void answered(int index, Message.Answer answer) {
    QuorumWrite write = machine;
    if (write == null) {
      Objects.requireNonNull(before).answered(index, answer);
    } else if (answer.response() != null) {
      write.acknowledged(index);
    } else if (answer.refusal() != null) {
      write.refused(index, model.nowNanos(), refusal(answer));
    } else {
      write.unknown(index, model.nowNanos(), Reason.INTERNAL, "confused");
    }
  }

  @Override
  void lost(int index, boolean isRepair) {
    QuorumWrite write = machine;
    if (write == null) {
      Objects.requireNonNull(before).lost(index, isRepair);
    } else {
      write.lost(index, model.nowNanos());
    }
  }

  @Override
  public boolean isConnected(int index) {
    return reach(index) == Reach.CONNECTED;
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return RETRY_NANOS;
  }

  @Override
  public boolean send(int index) {
    return send(index, new Message.Write(data(), false));
  }

  private PartitionData data() {
    Version own = Objects.requireNonNull(version);
    return switch (order.action()) {
      case DELETE_ALL -> model.layout().deletion(own);
      case DELETE -> model.layout().write(order.cell(), own, Layout.NOTHING);
      case READ, PUT, COMPARE_AND_SET, SWAP, COMPARE_AND_DELETE ->
          model.layout().write(order.cell(), own, number);
    };
  }

  private int value() {
    return order.action().deletes() ? Layout.NOTHING : number;
  }

  @Override
  public void rerouted(long newEpoch) {
    touched |= Objects.requireNonNull(machine).mayHaveTakenEffect();
    epoch = newEpoch;
    forgetRequests();
    write();
  }

  @Override
  public void completed() {
    if (end("is written")) {
      succeeded = true;
      model.history().write(this, order.writes(model.layout()), value(), true);
    }
  }

  @Override
  public void failed(Failure failure) {
    if (endsWith(failure) && (touched || failure.mayHaveTakenEffect())) {
      noteInDoubt(model.history());
    }
  }

  @Override
  void noteInDoubt(History history) {
    if (version != null) {
      history.write(this, order.writes(model.layout()), value(), false);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.protocol.row.PartitionData;

/** A read of some cells. */
final class ReadOperation extends Operation {
  private final Reading reading;

  ReadOperation(int number, Order order, Driver driver, ConsensusModel model, int required) {
    super(number, order, driver, model);
    this.reading =
        new Reading(this, order.touches(model.layout()), required, this::saw, this::endsWith);
  }

  @Override
  void start() {
    reading.start();
  }

  private void saw(PartitionData data) {
    if (end("saw", data)) {
      succeeded = true;
      model.history().read(this, order.touches(model.layout()), model.layout().values(data));
    }
  }

  @Override
  long wakeNanos() {
    return reading.wakeNanos();
  }

  @Override
  void tick() {
    reading.tick();
  }

  @Override
  void answered(int index, Message.Answer answer) {
    reading.answered(index, answer);
  }

  @Override
  void lost(int index, boolean isRepair) {
    reading.lost(index, isRepair);
  }

  @Override
  void noteInDoubt(History history) {
    // It changes nothing.
  }
}

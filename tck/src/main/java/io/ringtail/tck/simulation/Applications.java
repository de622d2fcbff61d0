// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.NodeMetrics;
import io.ringtail.driver.api.Session;
import io.ringtail.tck.simulation.workload.Actor;
import io.ringtail.tck.simulation.workload.Workload;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Lets the applications of all drivers work. Confined to the simulation's thread. */
final class Applications {
  private final Surroundings around;
  private final SimulatedCluster cluster;
  private final List<Workload> workloads;
  private final SplittableRandom random;
  private boolean over;

  Applications(Surroundings around, SimulatedCluster cluster, List<Workload> workloads) {
    this.around = around;
    this.cluster = cluster;
    this.workloads = workloads;
    this.random = around.random("applications");
  }

  /** Begins operations at random moments. */
  void begin(long meanNanos) {
    around
        .time()
        .after(
            (long) (-Math.log(1 - random.nextDouble()) * meanNanos),
            () -> {
              if (!over) {
                operate();
                begin(meanNanos);
              }
            });
  }

  void end() {
    over = true;
  }

  private void operate() {
    int driver = random.nextInt(cluster.drivers().size());
    Workload workload = workloads.get(random.nextInt(workloads.size()));
    onLane(driver, workload::act);
  }

  /** Does something on a lane of a driver's session, as soon as there is one. */
  void onLane(int driver, Consumer<Actor> what) {
    SimulatedDriver machine = cluster.drivers().get(driver);
    Session session = machine.session();
    SplittableRandom own = random.split();
    if (session == null) {
      return;
    }
    List<Executor> lanes = session.lanes();
    Actor actor =
        new Actor(
            session,
            machine.process(),
            driver,
            own,
            around.time()::nanos,
            machine::pausedUntilNanos,
            cluster,
            cluster.open());
    lanes.get(own.nextInt(lanes.size())).execute(() -> what.accept(actor));
  }

  /** Tells how many rows the first driver's session has repaired. */
  void repairs(LongConsumer told) {
    onLane(
        0,
        actor -> {
          long repairs = 0;
          for (NodeMetrics metrics : actor.session().metrics()) {
            repairs += metrics.repairs();
          }
          told.accept(repairs);
        });
  }

  /** Operations that ended with an error. */
  long failures() {
    return cluster.open().failures();
  }
}

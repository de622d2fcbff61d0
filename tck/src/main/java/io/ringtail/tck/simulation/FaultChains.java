// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.disk.FileKind;
import io.ringtail.tck.simulation.network.Conditions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * Faults that only bite one after the other: what the first one leaves is what the next one needs.
 * Confined to the simulation's thread.
 */
final class FaultChains {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  /** Mutating operations of a disk, one of which a process dies in: up to a second or two. */
  private static final int DISK_OPERATIONS_MAX = 60;

  /** Mutating operations of a start. */
  private static final int START_OPERATIONS_MAX = 40;

  /** Files that a start deletes: some for each shard. */
  private static final int START_DELETIONS_MAX = 4;

  /** A process that is started again and again dies before it has had much to do. */
  private static final long SHORT_LIFE_NANOS = 30 * MILLI;

  /** Until a node is back whose process ended because its disk failed, and some more. */
  private static final long BACK_NANOS = 3 * SECOND;

  /** Without power until no application sends again what is gone: requests take two seconds. */
  private static final long DARK_NANOS = 2 * SECOND + SECOND / 2;

  /** One that comes back so long after the others finds what they did without it. */
  private static final long LATE_NANOS = 6 * SECOND;

  /** Does something after a while, unless nothing is to go wrong any more. */
  interface Later {
    void after(long nanos, Runnable task);
  }

  private final Surroundings around;
  private final List<SimulatedNode> nodes;
  private final List<SimulatedDriver> drivers;
  private final Later later;
  private final Runnable changeMap;

  FaultChains(
      Surroundings around,
      List<SimulatedNode> nodes,
      List<SimulatedDriver> drivers,
      Later later,
      Runnable changeMap) {
    this.around = around;
    this.nodes = nodes;
    this.drivers = drivers;
    this.later = later;
    this.changeMap = changeMap;
  }

  /**
   * Lets all fsyncs take so long that much is read and written during one, here longer than there,
   * and cuts the power of all machines; half of the time while the map changes, too.
   */
  void cutPowerInFsync(long lastsNanos, SplittableRandom random) {
    if (random.nextBoolean()) {
      forgetChange(random);
      return;
    }
    // An fsync takes about a millisecond; so they take from 30 ms to 600 ms.
    nodes.forEach(node -> node.disk().faults().slowForces(30 * Math.pow(20, random.nextDouble())));
    boolean allLost = random.nextBoolean();
    later.after(
        random.nextLong(50 * MILLI, SECOND),
        () -> cut(allLost, node -> random.nextLong(lastsNanos)));
  }

  /**
   * The map changes while all disks but one are too slow to keep it; applications lose their power
   * as well, and whoever was fast comes back after the others have begun another change.
   */
  private void forgetChange(SplittableRandom random) {
    SimulatedNode fast = nodes.get(random.nextInt(nodes.size()));
    // About a second.
    nodes.forEach(node -> node.disk().faults().slowForces(node == fast ? 1 : 1_000));
    changeMap.run();
    long cutNanos = random.nextLong(50 * MILLI, SECOND / 3);
    later.after(
        cutNanos,
        () -> {
          drivers.forEach(SimulatedDriver::killAndKeepDown);
          cut(true, node -> node == fast ? LATE_NANOS : random.nextLong(SECOND));
          drivers.forEach(driver -> later.after(DARK_NANOS, driver::start));
        });
    for (int second = 1; second < LATE_NANOS / SECOND; second++) {
      later.after(cutNanos + DARK_NANOS + second * SECOND, changeMap);
    }
  }

  /** Cuts the power of all nodes. */
  private void cut(boolean allLost, ToLongFunction<SimulatedNode> offNanos) {
    for (SimulatedNode node : nodes) {
      node.disk().faults().slowForces(1);
      node.cutPower(allLost);
      later.after(DARK_NANOS + offNanos.applyAsLong(node), node::start);
    }
  }

  /**
   * Lets an fsync of a node's metadata fail when the map changes; the map changes on after the node
   * is back, and then its power is cut.
   */
  void failForceOfMetadata(SimulatedNode node, long lastsNanos, SplittableRandom random) {
    node.disk().faults().failForces(1, FileKind.METADATA);
    changeMap.run();
    long changeNanos = BACK_NANOS + random.nextLong(SECOND);
    later.after(changeNanos, changeMap);
    later.after(
        changeNanos + random.nextLong(2 * SECOND),
        () -> {
          node.cutPower();
          later.after(lastsNanos, node::start);
        });
  }

  /** Lets a process die in the middle of a disk operation, while it works or while it starts. */
  void dieInDiskOperation(SimulatedNode node, long lastsNanos, SplittableRandom random) {
    boolean machine = random.nextInt(3) > 0;
    if (random.nextBoolean()) {
      node.dieInDiskOperation(1 + random.nextInt(DISK_OPERATIONS_MAX), machine);
      return;
    }
    // While it starts, when files are made, renamed and deleted.
    node.kill(true);
    if (random.nextBoolean()) {
      later.after(
          lastsNanos,
          () -> {
            node.dieInDiskOperation(1 + random.nextInt(START_OPERATIONS_MAX), machine);
            node.start();
          });
      return;
    }
    // After a life so short that the files it made are of no use, which the next one deletes.
    later.after(lastsNanos, node::start);
    later.after(
        lastsNanos + random.nextLong(SHORT_LIFE_NANOS),
        () -> {
          node.kill(true);
          node.dieInDeletion(1 + random.nextInt(START_DELETIONS_MAX), machine);
          node.start();
        });
  }

  /**
   * Closes a session as its application would in the end, with requests under way; half of the time
   * their answers come too late for it.
   */
  void close(SimulatedDriver driver, long lastsNanos, SplittableRandom random) {
    if (random.nextBoolean()) {
      Conditions late = Conditions.FAIR.latency(SECOND, 3 * SECOND);
      nodes.forEach(node -> around.network().conditions(node.host(), driver.host(), late));
    }
    later.after(random.nextLong(SECOND / 2), driver::closeAndKeepDown);
    later.after(
        2 * SECOND + lastsNanos,
        () -> {
          nodes.forEach(node -> around.network().conditions(node.host(), driver.host(), null));
          driver.start();
        });
  }
}

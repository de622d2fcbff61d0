// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.node.NodeResources;
import io.ringtail.node.RunningNode;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.node.metadata.MetadataException;
import io.ringtail.node.shard.NodeState;
import io.ringtail.node.storage.StorageException;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.tck.simulation.disk.DiskTime;
import io.ringtail.tck.simulation.disk.SimulatedDisk;
import io.ringtail.tck.simulation.network.Host;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine with the product's node on it, and whoever starts it again when it died. The disk, the
 * clock and the address stay; each life of the process has threads of its own. Confined to the
 * simulation's thread.
 */
final class SimulatedNode {
  /** Blocking work of all shards, as on the real machine. */
  private static final int IO_THREADS = 4;

  /** A process that ended by itself is started again after so long. */
  private static final long RESTART_NANOS = 2_000_000_000L;

  /** One whose start was refused is tried less often. */
  private static final long REFUSED_NANOS = 10_000_000_000L;

  private final Surroundings around;
  private final NodeConfig config;
  private final int index;
  private final Host host;
  private final SimulatedDisk disk;
  private final SimulatedClock clock;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private @Nullable RunningNode running;

  /** How many lives the process has had. */
  private int life;

  /** A process that is down on purpose is not started again before it is asked for. */
  private boolean keptDown;

  private boolean startPlanned;

  /** Whether a death in a disk operation is the machine's. */
  private boolean powerFails;

  private String refusal = "";
  private double slowness = 1;

  SimulatedNode(Surroundings around, int index, NodeConfig config) {
    this.around = around;
    this.index = index;
    this.config = config;
    this.host = around.network().host(config.listen().host());
    this.clock = new SimulatedClock(around.time());
    this.disk =
        new SimulatedDisk(
            around.random("disk-" + index),
            diskTime(),
            around.time()::mix,
            fault -> around.counts().add(Counting.of(fault)));
  }

  /** Tells lives of the process apart. */
  String name() {
    return "node " + index + " in life " + life;
  }

  int index() {
    return index;
  }

  Endpoint endpoint() {
    return config.listen();
  }

  List<SimulatedThread> threads() {
    return threads;
  }

  Host host() {
    return host;
  }

  SimulatedDisk disk() {
    return disk;
  }

  SimulatedClock clock() {
    return clock;
  }

  /** The node as long as its process lives; null while it does not. */
  @Nullable RunningNode running() {
    return running;
  }

  boolean isServing() {
    return running != null && running.state() == NodeState.MEMBER;
  }

  /** Why the last start was refused; empty when it was not. */
  String refusal() {
    return refusal;
  }

  /** Starts the process, unless it lives. */
  void start() {
    keptDown = false;
    startPlanned = false;
    if (running != null) {
      return;
    }
    life++;
    refusal = "";
    host.up();
    int thisLife = life;
    try {
      RunningNode node = RunningNode.start(config, resources(thisLife), 1);
      running = node;
      node.settled()
          .whenComplete((state, problem) -> {
            if (problem != null && thisLife == life) {
              refused(String.valueOf(problem.getMessage()));
            }
          });
    } catch (MetadataException | StorageException | IOException problem) {
      refused(String.valueOf(problem.getMessage()));
    } catch (SimulatedDisk.Crash crash) {
      diedInDiskOperation();
    }
  }

  private void refused(String why) {
    refusal = why;
    died(REFUSED_NANOS);
  }

  private NodeResources resources(int thisLife) {
    List<ScheduledExecutorService> loops = new ArrayList<>();
    List<Executor> syncs = new ArrayList<>();
    for (int shard = 0; shard < config.shards(); shard++) {
      loops.add(thread("shard-" + shard));
      syncs.add(ioThread("sync-" + shard));
    }
    List<SimulatedThread> io = new ArrayList<>();
    for (int i = 0; i < IO_THREADS; i++) {
      io.add(ioThread("io-" + i));
    }
    return new NodeResources(
        clock,
        disk,
        around.network().transport(host),
        around.network().serverTransport(host),
        loops,
        new LeastBusy(io),
        ioThread("compactions"),
        syncs,
        ioThread("metadata"),
        around.random("node-" + index + "-" + thisLife),
        (reason, cause) -> {
          if (thisLife == life && running != null) {
            diesSoon(thisLife);
          }
        });
  }

  /** As a real node does: the process ends a moment after it found its disk failed. */
  private void diesSoon(int thisLife) {
    around
        .time()
        .after(
            1_000_000,
            () -> {
              if (thisLife == life && running != null) {
                died(RESTART_NANOS);
              }
            });
  }

  private SimulatedThread ioThread(String name) {
    SimulatedThread thread = thread(name);
    thread.wakeNanos(20_000, 200_000);
    return thread;
  }

  private SimulatedThread thread(String name) {
    String full = "node-" + index + "-" + life + "-" + name;
    Consumer<Throwable> uncaught = thrown -> uncaught(full, thrown);
    SimulatedThread thread =
        new SimulatedThread(around.time(), around.random(full), full, uncaught);
    threads.add(thread);
    return thread;
  }

  private void uncaught(String thread, Throwable thrown) {
    if (thrown instanceof SimulatedDisk.Crash) {
      if (running != null) {
        diedInDiskOperation();
      }
    } else {
      around.breakPromise("a task of " + thread + " threw " + Traces.of(thrown));
    }
  }

  /** The process dies in one of its next changing disk operations, or the whole machine does. */
  void dieInDiskOperation(int operation, boolean machine) {
    powerFails = machine;
    disk.crashAfterOperations(operation);
  }

  /** The process dies in one of its next deletions of files, or the whole machine does. */
  void dieInDeletion(int deletion, boolean machine) {
    powerFails = machine;
    disk.crashAfterDeletions(deletion);
  }

  private void diedInDiskOperation() {
    if (powerFails) {
      powerFails = false;
      end();
      host.kill(false);
      disk.crash(around.random("power-" + index + "-" + life));
      startLater(RESTART_NANOS);
    } else {
      died(RESTART_NANOS);
    }
  }

  private DiskTime diskTime() {
    return new DiskTime() {
      @Override
      public long nanos() {
        return around.time().nanos();
      }

      @Override
      public long busy(long nanos) {
        SimulatedThread current = around.time().current();
        return current == null ? nanos() : current.busy((long) (nanos * slowness));
      }
    };
  }

  /** The process ends at once, what the system was handed stays. */
  void kill(boolean downUntilStarted) {
    keptDown = downUntilStarted;
    died(RESTART_NANOS);
  }

  private void died(long startAfterNanos) {
    end();
    host.kill(true);
    disk.processDied();
    startLater(startAfterNanos);
  }

  void cutPower() {
    cutPower(false);
  }

  /**
   * The machine loses its power; it stays off until it is started.
   *
   * @param allLost whether all is lost that was not forced; else any part of it
   */
  void cutPower(boolean allLost) {
    keptDown = true;
    end();
    host.kill(false);
    disk.crash(around.random("power-" + index + "-" + life), allLost);
  }

  private void startLater(long nanos) {
    if (!keptDown && !startPlanned) {
      startPlanned = true;
      int thisLife = life;
      around
          .time()
          .after(
              nanos,
              () -> {
                if (startPlanned && !keptDown && thisLife == life) {
                  start();
                }
              });
    }
  }

  private void end() {
    running = null;
    threads.forEach(SimulatedThread::kill);
    threads.clear();
  }

  /** Stops properly, and starts again when asked to. */
  void stop() {
    RunningNode node = running;
    if (node == null) {
      return;
    }
    keptDown = true;
    int thisLife = life;
    node.stop()
        .whenComplete((nothing, problem) -> {
          if (thisLife == life && running != null) {
            died(RESTART_NANOS);
          }
        });
  }

  /** Nothing of the process runs for a while; the machine's kernel still answers. */
  void pause(long nanos) {
    long until = around.time().nanos() + nanos;
    threads.forEach(thread -> thread.pauseUntil(until));
  }

  /** Ends a pause. */
  void resume() {
    threads.forEach(SimulatedThread::resume);
  }

  /** Lets everything take a multiple of its usual time in this life of the process. */
  void slow(double factor) {
    slowness = factor;
    for (SimulatedThread thread : threads) {
      thread.wakeNanos((long) (10_000 * factor), (long) (40_000 * factor));
    }
  }

  /** Puts an empty disk into the machine, which is off. */
  void wipe() {
    end();
    host.kill(false);
    disk.wipe();
  }
}

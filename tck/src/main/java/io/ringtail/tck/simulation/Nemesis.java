// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.disk.FileKind;
import io.ringtail.tck.simulation.disk.SimulatedDisk;
import io.ringtail.tck.simulation.fault.Fault;
import io.ringtail.tck.simulation.fault.FaultKind;
import io.ringtail.tck.simulation.network.Host;
import io.ringtail.tck.simulation.network.Partition;
import io.ringtail.tck.simulation.time.SimulatedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Lets go wrong what a plan says. Damage at rest, and the loss of a whole disk, happen to one node
 * of a run only: so of every write that a quorum took, another copy is good, and everything must
 * still be right. Confined to the simulation's thread.
 */
final class Nemesis {
  /** Messages of a driver, before one of which it dies: up to a few operations' worth. */
  private static final int MESSAGES_MAX = 60;

  private static final List<FileKind> ALL_FILES = List.of(FileKind.values());

  /** Files whose every byte is known to have been on disk; not so the end of a log. */
  private static final Predicate<String> WRITTEN_ONCE =
      FileKind.TABLE.or(FileKind.MANIFEST).or(FileKind.IDENTITY);

  /**
   * Fsyncs that lie behind a write which is lost or garbled: what was written after the second one
   * says that the write was on disk once, so that its loss can be found.
   */
  private static final int FORCES_BEHIND = 3;

  /** A node has so long to stop properly before it is started again. */
  private static final long STOP_NANOS = 3_000_000_000L;

  private final Surroundings around;
  private final List<SimulatedNode> nodes;
  private final List<SimulatedDriver> drivers;
  private final Runnable changeMap;
  private final SimulatedNode damaged;
  private final FaultChains chains;
  private final List<Partition> partitions = new ArrayList<>();
  private boolean wiped;
  private boolean over;

  Nemesis(
      Surroundings around,
      List<SimulatedNode> nodes,
      List<SimulatedDriver> drivers,
      Runnable changeMap) {
    this.around = around;
    this.nodes = nodes;
    this.drivers = drivers;
    this.changeMap = changeMap;
    this.chains = new FaultChains(around, nodes, drivers, this::later, changeMap);
    this.damaged = nodes.get(around.random("damaged").nextInt(nodes.size()));
  }

  /** The only node whose disk may hold damage. */
  SimulatedNode damaged() {
    return damaged;
  }

  /** Whether a node has lost all that was on its disk. */
  boolean isWiped(SimulatedNode node) {
    return wiped && node == damaged;
  }

  /** Begins to carry a plan out. */
  void begin(List<Fault> faults) {
    for (Fault fault : faults) {
      around
          .time()
          .after(
              fault.atNanos(),
              () -> {
                if (!over) {
                  apply(fault);
                }
              });
    }
  }

  /** Mends the network, the clocks and whatever is slow, and lets nothing more go wrong. */
  void end() {
    over = true;
    partitions.forEach(Partition::heal);
    partitions.clear();
    around.network().heal();
    nodes.forEach(node -> {
      node.clock().correct();
      node.disk().faults().heal();
      node.slow(1);
      node.resume();
    });
    drivers.forEach(driver -> {
      boolean wasAhead = driver.clock().isAhead();
      driver.clock().correct();
      driver.resume();
      if (wasAhead) {
        restart(driver);
      }
      driver.host().killAtDelivery(Long.MAX_VALUE, () -> {});
    });
  }

  private void later(long nanos, Runnable mend) {
    around
        .time()
        .after(
            nanos,
            () -> {
              if (!over) {
                mend.run();
              }
            });
  }

  private void count(FaultKind kind) {
    around.counts().add(kind);
  }

  private void apply(Fault fault) {
    switch (fault.kind().group()) {
      case NETWORK -> network(fault);
      case DISK -> disk(fault, nodes.get(fault.target() % nodes.size()));
      case DAMAGE -> damage(fault);
      case PROCESS -> process(fault, nodes.get(fault.target() % nodes.size()));
      case DRIVER -> driver(fault, drivers.get(fault.target() % drivers.size()));
      case CLOCK -> clock(fault);
      case MAP -> {
        count(fault.kind());
        changeMap.run();
      }
    }
  }

  private List<Host> hosts() {
    List<Host> hosts = new ArrayList<>();
    nodes.forEach(node -> hosts.add(node.host()));
    drivers.forEach(driver -> hosts.add(driver.host()));
    return hosts;
  }

  private void network(Fault fault) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    Runnable mend =
        switch (fault.kind()) {
          case PARTITION_HALVES -> partition(fault.kind(), Partition.Shape.HALVES, random);
          case PARTITION_ONE_WAY -> partition(fault.kind(), Partition.Shape.ONE_WAY, random);
          case PARTITION_ISOLATED -> partition(fault.kind(), Partition.Shape.ISOLATED, random);
          case PARTITION_BRIDGE -> partition(fault.kind(), Partition.Shape.BRIDGE, random);
          case PARTITION_FLAPPING -> partition(fault.kind(), Partition.Shape.FLAPPING, random);
          default -> new LinkFaults(around.network(), hosts(), random).begin(fault.kind(), random);
        };
    later(fault.lastsNanos(), mend);
  }

  private Runnable partition(FaultKind kind, Partition.Shape shape, SplittableRandom random) {
    Partition partition = Partition.tear(around.network(), shape, hosts(), random);
    partitions.add(partition);
    count(kind);
    return () -> {
      partition.heal();
      partitions.remove(partition);
    };
  }

  private void disk(Fault fault, SimulatedNode node) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    SimulatedDisk disk = node.disk();
    FileKind files = files(random);
    switch (fault.kind()) {
      case READ_ERROR -> disk.faults().failReads(1 + random.nextInt(3), files);
      case WRITE_ERROR -> disk.faults().failWrites(1, files);
      case FORCE_FAILED -> {
        if (random.nextInt(3) == 0) {
          chains.failForceOfMetadata(node, fault.lastsNanos(), random);
        } else {
          disk.faults().failForces(1, files);
        }
      }
      case DISK_FULL -> {
        disk.faults().limitBytes(random.nextLong(1 << 15));
        later(fault.lastsNanos(), () -> disk.faults().limitBytes(Long.MAX_VALUE));
      }
      case SLOW_DISK -> {
        boolean readsOnly = random.nextBoolean();
        double factor = Math.pow(100, random.nextDouble());
        slow(disk, readsOnly, factor);
        later(fault.lastsNanos(), () -> slow(disk, readsOnly, 1));
      }
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  /** Mostly files that are written all the time. */
  private static FileKind files(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> FileKind.LOG;
      case 1 -> FileKind.ANY;
      default -> ALL_FILES.get(random.nextInt(ALL_FILES.size()));
    };
  }

  private static void slow(SimulatedDisk disk, boolean readsOnly, double factor) {
    if (readsOnly) {
      disk.faults().slowReads(factor);
    } else {
      disk.faults().slowFactor(factor);
    }
  }

  /**
   * What the disk holds is changed behind the node's back; the process may then die, to read it.
   */
  private void damage(Fault fault) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    FileKind files = random.nextBoolean() ? FileKind.TABLE : files(random);
    SimulatedDisk disk = damaged.disk();
    switch (fault.kind()) {
      case BIT_FLIP -> flip(disk, files, 1 + random.nextInt(3));
      case LOST_WRITE -> disk.damage().loseWrite(files, FORCES_BEHIND);
      case MISDIRECTED_WRITE -> disk.damage().misdirectWrite(files, WRITTEN_ONCE, FORCES_BEHIND);
      case WIPE -> {
        count(fault.kind());
        wiped = true;
        damaged.wipe();
      }
      default -> throw new IllegalStateException(fault.toString());
    }
    if (fault.kind() == FaultKind.WIPE || random.nextBoolean()) {
      damaged.kill(true);
      later(fault.lastsNanos(), damaged::start);
    }
  }

  private static void flip(SimulatedDisk disk, FileKind files, int bits) {
    switch (files) {
      case TABLE, MANIFEST, IDENTITY -> disk.damage().flipBits(files, bits);
      case LOG, METADATA, ANY -> disk.damage().flipWritten(files, bits, FORCES_BEHIND);
    }
  }

  private void process(Fault fault, SimulatedNode node) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    count(fault.kind());
    switch (fault.kind()) {
      case KILL -> {
        node.kill(true);
        later(fault.lastsNanos(), node::start);
      }
      case KILL_ALL -> {
        nodes.forEach(each -> each.kill(true));
        nodes.forEach(each -> later(random.nextLong(fault.lastsNanos()), each::start));
      }
      case KILL_IN_DISK_OPERATION -> chains.dieInDiskOperation(node, fault.lastsNanos(), random);
      case POWER_CUT -> {
        node.cutPower();
        later(fault.lastsNanos(), node::start);
      }
      case POWER_CUT_ALL -> {
        nodes.forEach(SimulatedNode::cutPower);
        nodes.forEach(each -> later(random.nextLong(fault.lastsNanos()), each::start));
      }
      case POWER_CUT_IN_FSYNC -> chains.cutPowerInFsync(fault.lastsNanos(), random);
      case STOP -> {
        node.stop();
        later(fault.lastsNanos() + STOP_NANOS, node::start);
      }
      case PAUSE -> node.pause(fault.lastsNanos());
      case SLOW_NODE -> {
        node.slow(Math.pow(1_000, random.nextDouble()));
        later(fault.lastsNanos(), () -> node.slow(1));
      }
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  private void driver(Fault fault, SimulatedDriver driver) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    count(fault.kind());
    switch (fault.kind()) {
      case DRIVER_KILL -> die(fault, driver);
      case DRIVER_KILL_AT_MESSAGE ->
          driver.host().killAtDelivery(1 + random.nextInt(MESSAGES_MAX), () -> die(fault, driver));
      case DRIVER_PAUSE -> driver.pause(fault.lastsNanos());
      case DRIVER_CLOSE -> chains.close(driver, fault.lastsNanos(), random);
      default -> throw new IllegalStateException(fault.toString());
    }
  }

  private void die(Fault fault, SimulatedDriver driver) {
    driver.killAndKeepDown();
    later(fault.lastsNanos(), driver::start);
  }

  private void clock(Fault fault) {
    SplittableRandom random = new SplittableRandom(fault.seed());
    count(fault.kind());
    int machine = random.nextInt(nodes.size() + drivers.size());
    SimulatedClock clock =
        machine < nodes.size()
            ? nodes.get(machine).clock()
            : drivers.get(machine - nodes.size()).clock();
    switch (fault.kind()) {
      case CLOCK_SKEW -> clock.jump(random.nextLong(-1_000, 1_001));
      case CLOCK_JUMP -> {
        // From milliseconds to an hour, either way.
        long millis = (long) Math.pow(3_600_000, random.nextDouble());
        clock.jump(random.nextBoolean() ? millis : -millis);
      }
      case CLOCK_DRIFT -> clock.drift(random.nextLong(-50_000, 50_001));
      case CLOCK_COARSE -> clock.quantum(1_000);
      default -> throw new IllegalStateException(fault.toString());
    }
    boolean restarts = random.nextBoolean();
    later(
        fault.lastsNanos(),
        () -> {
          clock.correct();
          if (restarts && machine >= nodes.size()) {
            restart(drivers.get(machine - nodes.size()));
          }
        });
  }

  /**
   * What people do after they have set a clock right that was far ahead: a session never goes back
   * in time, so that its writes are refused until that time has come.
   */
  private static void restart(SimulatedDriver driver) {
    driver.killAndKeepDown();
    driver.start();
  }
}

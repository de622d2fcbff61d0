// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.node.RunningNode;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.workload.OpenOperations;
import io.ringtail.tck.simulation.workload.Stamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nodes and drivers of one simulation. Confined to its thread. */
final class SimulatedCluster implements Stamps {
  private static final int PORT = 7400;

  /**
   * Clocks that nobody set right are off by so much, half of the time: by less than half of the
   * bound, so that all follow all.
   */
  private static final long SKEW_MILLIS = 200;

  /** Below it, counters of hybrid clocks have not run over into milliseconds. */
  private static final long COUNTER_MILLIS = 2;

  /**
   * Tasks that may wait for a thread that is paused or busy: two minutes of 50 operations a second
   * with a dozen messages each are 72,000, but each connection has one reading at a time.
   */
  private static final int QUEUED_MAX = 20_000;

  /** Two minutes of such operations, of a few hundred bytes each, to a replica that stalls. */
  private static final long UNDER_WAY_BYTES_MAX = 16 << 20;

  private final Surroundings around;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedDriver> drivers = new ArrayList<>();
  private final Epochs epochs;
  private final OpenOperations open;

  SimulatedCluster(Surroundings around, Topology topology) {
    this.around = around;
    this.epochs = new Epochs(around::breakPromise);
    this.open = new OpenOperations(around::breakPromise);
    SplittableRandom random = around.random("cluster");
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < topology.nodes(); i++) {
      endpoints.add(new Endpoint("127.0.0." + (1 + i), PORT));
    }
    Map<String, String> settings = settings(random, endpoints, topology);
    boolean skewed = random.nextBoolean();
    for (int i = 0; i < topology.nodes(); i++) {
      Map<String, String> own = new java.util.TreeMap<>(settings);
      own.put("node.listen", endpoints.get(i).toString());
      nodes.add(new SimulatedNode(around, i, NodeConfig.of(own)));
    }
    for (int i = 0; i < 2; i++) {
      SessionOptions options =
          SessionOptions.of(endpoints)
              // One and two: the first is asked for its numbers, which one lane tells without
              // waiting.
              .withLanes(1 + i)
              .withLocation(topology.dataCenterOf(i), null)
              .withRouting(topology.routingOf(i));
      drivers.add(new SimulatedDriver(around, i, options, listener()));
    }
    if (skewed) {
      nodes.forEach(node -> skew(node.clock(), random));
      drivers.forEach(driver -> skew(driver.clock(), random));
    }
  }

  private SimulatedDriver.Listener listener() {
    return new SimulatedDriver.Listener() {
      @Override
      public void died(SimulatedDriver driver, int process) {
        open.died(process);
        epochs.forget("process " + process);
      }

      @Override
      public void closed(SimulatedDriver driver, int process) {
        open.checkNoneOf(process);
      }
    };
  }

  private static void skew(SimulatedClock clock, SplittableRandom random) {
    clock.jump(random.nextLong(-SKEW_MILLIS, SKEW_MILLIS + 1));
  }

  /**
   * Small sizes, so that what takes hours on a real machine (flushes, compactions, segments that
   * change) happens within seconds.
   */
  private static Map<String, String> settings(
      SplittableRandom random, List<Endpoint> endpoints, Topology topology) {
    return Map.of(
        "node.idle_timeout_millis",
        // Noticed before it is twice as long, so within the bound on what has to happen.
        "10000",
        "cluster.initial_nodes",
        IntStream.range(0, endpoints.size())
            .mapToObj(node -> endpoints.get(node) + topology.placeOf(node))
            .collect(Collectors.joining(",")),
        "cluster.vnodes",
        "16",
        "node.data",
        "simulated",
        "node.shards",
        Integer.toString(1 + random.nextInt(2)),
        "node.memtable_bytes",
        Integer.toString(64 << 10 << random.nextInt(2)),
        "node.log_segment_bytes",
        "65536",
        "node.value_bytes_max",
        "16384",
        "node.compaction_threads",
        // Whatever machine simulates.
        "2",
        "node.cache_bytes",
        // Holds everything, or nothing, so that a table is read from the disk again and again:
        // which
        // block a full cache lets go is left to a chance that is not ours.
        Integer.toString(random.nextInt(3) == 0 ? 1 : 64 << 20));
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  List<SimulatedDriver> drivers() {
    return drivers;
  }

  OpenOperations open() {
    return open;
  }

  Epochs epochs() {
    return epochs;
  }

  /** How things stand, in a line. */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (SimulatedNode node : nodes) {
      text.append(text.isEmpty() ? "" : ", ").append("node ").append(node.index()).append(' ');
      RunningNode running = node.running();
      text.append(running == null ? "down" : running.state() + " by " + running.map().epoch());
      text.append(node.refusal().isEmpty() ? "" : " (" + node.refusal() + ")");
      text.append(node.disk().isDamaged() ? " damaged" : "");
      text.append(" with ").append(node.host().links()).append(" connections");
    }
    for (SimulatedDriver driver : drivers) {
      text.append(", process ").append(driver.process());
      text.append(driver.session() == null ? " without a session" : "");
      text.append(" with ").append(driver.host().links()).append(" connections");
    }
    return text.append(", ")
        .append(open.size())
        .append(" operations open, last failure: ")
        .append(open.lastFailure())
        .toString();
  }

  /** Queues stay short, and what is under way little, whatever stalls. */
  void checkBounds() {
    for (SimulatedNode node : nodes) {
      checkQueues(node.threads());
    }
    for (SimulatedDriver driver : drivers) {
      checkQueues(driver.threads());
    }
    if (around.network().bytesUnderWay() > UNDER_WAY_BYTES_MAX) {
      around.breakPromise(around.network().bytesUnderWay() + " bytes are under way");
    }
  }

  private void checkQueues(List<SimulatedThread> threads) {
    for (SimulatedThread thread : threads) {
      if (thread.queued() > QUEUED_MAX) {
        around.breakPromise(thread.queued() + " tasks wait for " + thread);
      }
    }
  }

  /** Looks at everybody's map. */
  void seeEpochs() {
    for (SimulatedNode node : nodes) {
      RunningNode running = node.running();
      if (running == null) {
        epochs.forget(node.name());
      } else {
        epochs.see(node.name(), running.map());
      }
    }
    for (SimulatedDriver driver : drivers) {
      Session session = driver.session();
      if (session != null) {
        epochs.see("process " + driver.process(), session.map());
      }
    }
  }

  @Override
  public long lowMillis(int driver) {
    return drivers.get(driver).clock().wallMillis();
  }

  @Override
  public long greatestMillis() {
    return Math.max(driversGreatestMillis(), nodesGreatestMillis()) + COUNTER_MILLIS;
  }

  private long driversGreatestMillis() {
    long greatest = 0;
    for (SimulatedDriver driver : drivers) {
      greatest = Math.max(greatest, driver.clock().greatestMillis());
    }
    return greatest;
  }

  @Override
  public long acceptedMillis() {
    return nodesGreatestMillis() + boundMillis() + COUNTER_MILLIS;
  }

  @Override
  public long boundMillis() {
    return HybridClock.MAX_SKEW_MILLIS_DEFAULT;
  }

  @Override
  public long trueMillis() {
    return SimulatedClock.BEGIN_MILLIS + around.time().millis();
  }

  @Override
  public long judgedMillis() {
    return Math.min(driversGreatestMillis(), nodesGreatestMillis() + boundMillis());
  }

  @Override
  public long mostBehindMillis() {
    long most = 0;
    for (SimulatedDriver driver : drivers) {
      most = Math.max(most, driver.clock().mostBehindMillis());
    }
    for (SimulatedNode node : nodes) {
      most = Math.max(most, node.clock().mostBehindMillis());
    }
    return most;
  }

  private long nodesGreatestMillis() {
    long greatest = 0;
    for (SimulatedNode node : nodes) {
      greatest = Math.max(greatest, node.clock().greatestMillis());
    }
    return greatest;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.overload;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.session.Opening;
import io.ringtail.driver.session.Seams;
import io.ringtail.node.NodeResources;
import io.ringtail.node.RunningNode;
import io.ringtail.node.config.NodeConfig;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.tck.simulation.disk.DiskTime;
import io.ringtail.tck.simulation.disk.SimulatedDisk;
import io.ringtail.tck.simulation.network.Host;
import io.ringtail.tck.simulation.network.SimulatedNetwork;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** Three nodes of one slow shard each, and sessions of one lane. Confined to the test's thread. */
final class SlowCluster {
  private static final int PORT = 7400;

  final SimulatedTime time = new SimulatedTime();
  final List<SlowShard> shards = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private final SimulatedNetwork network = new SimulatedNetwork(time, random.split(), fault -> {});
  private final List<Endpoint> endpoints =
      List.of(
          new Endpoint("127.0.0.1", PORT),
          new Endpoint("127.0.0.2", PORT),
          new Endpoint("127.0.0.3", PORT));

  SlowCluster(long serveNanos, long refuseNanos) throws Exception {
    for (Endpoint endpoint : endpoints) {
      start(endpoint, serveNanos, refuseNanos);
    }
    time.runUntil(5_000_000_000L);
  }

  private void start(Endpoint endpoint, long serveNanos, long refuseNanos) throws Exception {
    Host host = network.host(endpoint.host());
    host.up();
    SimulatedThread loop = thread(endpoint + "-shard");
    SlowShard shard = new SlowShard(time, loop, serveNanos, refuseNanos);
    shards.add(shard);
    SimulatedDisk disk = new SimulatedDisk(random.split(), diskTime(), time::mix, fault -> {});
    NodeConfig config =
        NodeConfig.of(
            Map.of(
                "node.listen",
                endpoint.toString(),
                "cluster.initial_nodes",
                endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(",")),
                "cluster.vnodes",
                "16",
                "node.data",
                "simulated",
                "node.shards",
                "1",
                "node.sync",
                "periodic"));
    RunningNode.start(
        config,
        new NodeResources(
            shard,
            disk,
            network.transport(host),
            shard.over(network.serverTransport(host)),
            List.of(loop),
            thread(endpoint + "-io"),
            thread(endpoint + "-compactions"),
            List.of(thread(endpoint + "-sync")),
            thread(endpoint + "-metadata"),
            random.split(),
            (reason, cause) -> {
              throw new AssertionError(reason, cause);
            }),
        1);
  }

  private DiskTime diskTime() {
    return new DiskTime() {
      @Override
      public long nanos() {
        return time.nanos();
      }

      @Override
      public long busy(long nanos) {
        return time.nanos() + nanos;
      }
    };
  }

  private SimulatedThread thread(String name) {
    return new SimulatedThread(
        time,
        random.split(),
        name,
        thrown -> {
          throw new AssertionError(name + " threw", thrown);
        });
  }

  /** An application of its own. */
  Session session(String name) {
    Host host = network.host(name);
    host.up();
    List<ScheduledExecutorService> loops = List.of(thread(name + "-lane"));
    return await(
        Opening.begin(
            SessionOptions.of(endpoints).withLanes(1),
            endpoints,
            new Seams(
                network.transport(host),
                loops,
                loop -> loop instanceof SimulatedThread thread && thread.isCurrent(),
                new SimulatedClock(time),
                random.split(),
                () -> {})));
  }

  /** Lets time pass until something is done. */
  <T> T await(CompletionStage<T> stage) {
    long until = time.nanos() + 30_000_000_000L;
    while (!stage.toCompletableFuture().isDone() && time.nanos() < until) {
      time.step();
    }
    return stage.toCompletableFuture().join();
  }
}

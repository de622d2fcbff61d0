// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A client and a server on two hosts. */
final class World {
  static final int PORT = 7400;
  final SimulatedTime time = new SimulatedTime();
  final SplittableRandom random;
  final Map<NetworkFault, Integer> faults = new EnumMap<>(NetworkFault.class);
  final SimulatedNetwork network;
  final Host client;
  final Host server;
  SimulatedThread clientLoop;
  SimulatedThread serverLoop;
  final List<Peer> accepted = new ArrayList<>();
  final List<Throwable> uncaught = new ArrayList<>();

  World(long seed) {
    random = new SplittableRandom(seed);
    network =
        new SimulatedNetwork(time, random.split(), fault -> faults.merge(fault, 1, Integer::sum));
    client = network.host("client");
    server = network.host("server");
    clientLoop = thread("client loop");
    serverLoop = thread("server loop");
  }

  static World listening(long seed) {
    World world = new World(seed);
    world.listen(peer -> {});
    return world;
  }

  SimulatedThread thread(String name) {
    return new SimulatedThread(time, random.split(), name, uncaught::add);
  }

  AutoCloseable listen(Consumer<Peer> prepare) {
    try {
      return network
          .serverTransport(server)
          .listen(
              endpoint(),
              serverLoop,
              link -> {
                Peer peer = new Peer(time, serverLoop);
                prepare.accept(peer);
                accepted.add(peer);
                return peer.accepted(link);
              });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Endpoint endpoint() {
    return new Endpoint(server.name(), PORT);
  }

  Peer connect() {
    Peer peer = new Peer(time, clientLoop);
    network.transport(client).connect(endpoint(), clientLoop, peer);
    return peer;
  }

  /** Connects and waits until both ends know. */
  Peer connected() {
    int before = accepted.size();
    Peer peer = connect();
    run(10);
    if (!peer.isOpen() || accepted.size() != before + 1) {
      throw new AssertionError("not connected");
    }
    return peer;
  }

  void run(long millis) {
    time.runUntil(time.nanos() + millis * 1_000_000);
    if (!uncaught.isEmpty()) {
      throw new AssertionError("uncaught", uncaught.getFirst());
    }
  }

  int faults(NetworkFault fault) {
    return faults.getOrDefault(fault, 0);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  void killServer(boolean kernelAlive) {
    serverLoop.kill();
    server.kill(kernelAlive);
  }

  void restartServer() {
    server.up();
    serverLoop = thread("server loop again");
    listen(peer -> {});
  }
}

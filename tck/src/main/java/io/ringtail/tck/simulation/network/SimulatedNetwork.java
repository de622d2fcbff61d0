// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.transport.LinkListener;
import io.ringtail.driver.transport.Transport;
import io.ringtail.node.listener.ServerTransport;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and the paths between them. What is delivered goes into the running hash of the simulated
 * time. Confined to the simulation's thread.
 */
public final class SimulatedNetwork {
  private static final int CHECKSUM_BYTES = Long.BYTES;

  private final SimulatedTime time;
  private final SplittableRandom random;
  private final Consumer<NetworkFault> counted;
  private final Map<String, Host> hosts = new LinkedHashMap<>();

  /** By the numbers of the hosts from and to which they lead; filled when first used. */
  private final List<List<@Nullable Path>> paths = new ArrayList<>();

  private final HeapAllocator segments = new HeapAllocator();
  private Conditions conditions = Conditions.FAIR;
  private long conversations;
  private int open;
  private long underWayBytes;
  private long deliveries;
  private int healings;

  /**
   * A network in fair conditions.
   *
   * @param random its own
   * @param counted told of each fault when it takes effect
   */
  public SimulatedNetwork(
      SimulatedTime time, SplittableRandom random, Consumer<NetworkFault> counted) {
    this.time = time;
    this.random = random;
    this.counted = counted;
  }

  /** The host of a name; a new one when there is none. */
  public Host host(String name) {
    Host known = hosts.get(name);
    if (known != null) {
      return known;
    }
    Host host = new Host(this, name, hosts.size());
    hosts.put(name, host);
    paths.add(new ArrayList<>());
    return host;
  }

  /** Where links begin for the process that lives on a host now; of no use after its end. */
  public Transport transport(Host host) {
    int life = host.life();
    return (endpoint, loop, listener) -> {
      if (host.life() == life) {
        connect(host, endpoint, loop, listener);
      }
    };
  }

  private void connect(
      Host from, Endpoint endpoint, ScheduledExecutorService loop, LinkListener listener) {
    Host to = hosts.get(endpoint.host());
    if (to == null) {
      Dialling.tellFailed(this, loop, listener, "unknown host: " + endpoint.host());
      return;
    }
    new Dialling(this, path(from, to), path(to, from), endpoint.port(), loop, listener).run();
  }

  /** Where links are taken by the process that lives on a host now; of no use after its end. */
  public ServerTransport serverTransport(Host host) {
    int life = host.life();
    return (endpoint, loop, accept) -> {
      if (host.life() != life) {
        throw new IOException(host + " was killed");
      }
      Listening listening = new Listening(loop, accept);
      if (!host.listen(endpoint.port(), listening)) {
        throw new IOException("cannot listen on " + endpoint + " (Address already in use)");
      }
      return () -> host.unlisten(endpoint.port(), listening);
    };
  }

  /** Sets what holds on all paths that have no conditions of their own. */
  public void conditions(Conditions everywhere) {
    conditions = everywhere;
  }

  Conditions conditions() {
    return conditions;
  }

  /** Sets what holds in one direction; null for what holds everywhere. */
  public void conditions(Host from, Host to, @Nullable Conditions here) {
    path(from, to).conditions(here);
  }

  /** Nothing gets from one host to another any more, until it is unblocked as often. */
  public void block(Host from, Host to) {
    path(from, to).block();
  }

  public void unblock(Host from, Host to) {
    path(from, to).unblock();
  }

  public boolean isBlocked(Host from, Host to) {
    return path(from, to).isBlocked();
  }

  /** Cuts all connections between two hosts now; both ends see it at once. */
  public void reset(Host one, Host other) {
    one.resetLinksTo(other, counted);
  }

  /** Fair conditions everywhere, and nothing blocked; hosts without power stay so. */
  public void heal() {
    healings++;
    conditions = Conditions.FAIR;
    for (List<@Nullable Path> row : paths) {
      for (Path path : row) {
        if (path != null) {
          path.heal();
        }
      }
    }
  }

  /** How often all was healed: blocks from before are gone. */
  int healings() {
    return healings;
  }

  /** Connections of which at least one end is open. */
  public int connections() {
    return open;
  }

  /** What was sent and not read yet. */
  public long bytesUnderWay() {
    return underWayBytes;
  }

  /** Segments that are not released yet, those that listeners kept too. */
  public int buffersLive() {
    return segments.live();
  }

  /** How often a listener was handed bytes. */
  public long deliveries() {
    return deliveries;
  }

  SimulatedTime time() {
    return time;
  }

  SplittableRandom random() {
    return random;
  }

  HeapAllocator segments() {
    return segments;
  }

  void count(NetworkFault fault) {
    counted.accept(fault);
  }

  Path path(Host from, Host to) {
    List<@Nullable Path> row = paths.get(from.number());
    while (row.size() <= to.number()) {
      row.add(null);
    }
    Path known = row.get(to.number());
    if (known != null) {
      return known;
    }
    Path path = new Path(this, from, to);
    row.set(to.number(), path);
    return path;
  }

  Conversation connected(Path there, Path back, int port) {
    open++;
    return new Conversation(this, ++conversations, random.split(), there, back, port);
  }

  void over() {
    open--;
  }

  void underWay(int bytes) {
    underWayBytes += bytes;
  }

  /** Takes a delivery into the hash: its length and ends, which have a frame's checksum. */
  void delivered(long conversation, ByteBuf bytes) {
    deliveries++;
    int length = bytes.readableBytes();
    int begin = bytes.readerIndex();
    long sum = 0;
    if (length >= CHECKSUM_BYTES) {
      sum = bytes.getLong(begin) * 31 + bytes.getLong(begin + length - CHECKSUM_BYTES);
    } else {
      for (int index = 0; index < length; index++) {
        sum = sum << 8 | bytes.getUnsignedByte(begin + index);
      }
    }
    time.mix(conversation << 32 ^ length ^ sum);
  }

  /** Takes a connection's end into the hash. */
  void ended(long conversation) {
    time.mix(~conversation);
  }
}

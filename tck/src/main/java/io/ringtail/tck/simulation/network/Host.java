// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine with an address and at most one process, a node or an application with its driver.
 * Confined to the simulation's thread.
 */
public final class Host {
  private final SimulatedNetwork network;
  private final String name;
  private final int number;
  private final Map<Integer, Listening> listening = new LinkedHashMap<>();
  private final List<SimulatedLink> links = new ArrayList<>();
  private HeapAllocator allocator = new HeapAllocator();
  private int life;
  private boolean off;
  private int portLast = 40_000;

  /** Messages until the one before which {@link #atMessage} runs; 0 when none is awaited. */
  private long messagesLeft;

  private @Nullable Runnable atMessage;
  private boolean held;

  Host(SimulatedNetwork network, String name, int number) {
    this.network = network;
    this.name = name;
    this.number = number;
  }

  public String name() {
    return name;
  }

  /** Links of the process that are open. */
  public int links() {
    return links.size();
  }

  /** Links of the process to another that are open. */
  public int linksTo(Host other) {
    int count = 0;
    for (SimulatedLink link : links) {
      count += link.conversation().joins(this, other) ? 1 : 0;
    }
    return count;
  }

  /** Buffers of the process' links that it did not release, those of its earlier lives aside. */
  public int buffersLive() {
    return allocator.live();
  }

  /**
   * Ends the process. None of its links calls it again. Its kernel, if it lives on, still sends
   * what it took and then ends each connection; it refuses new ones.
   *
   * @param kernelAlive false for a power cut: nobody hears anything until the machine is up again
   */
  public void kill(boolean kernelAlive) {
    life++;
    off = off || !kernelAlive;
    listening.clear();
    messagesLeft = 0;
    atMessage = null;
    for (SimulatedLink link : List.copyOf(links)) {
      link.die(kernelAlive);
    }
    allocator = new HeapAllocator();
  }

  /** The machine has power again; nobody listens yet. */
  public void up() {
    off = false;
  }

  /** Whether the machine has no power. */
  public boolean isOff() {
    return off;
  }

  /**
   * Runs something just before the n-th next message that the process sends or gets, counted in
   * segments. Neither this message nor any later one passes before; all do afterwards if the
   * process still lives. It runs outside of all threads.
   *
   * @param n from 1 on
   */
  public void killAtDelivery(long n, Runnable task) {
    if (n < 1) {
      throw new IllegalArgumentException("message " + n);
    }
    messagesLeft = n;
    atMessage = task;
  }

  /** Whether a message may pass now; one that may not has to wait. */
  boolean passes() {
    if (messagesLeft == 0) {
      return !held;
    }
    if (!held && --messagesLeft == 0) {
      Runnable task = atMessage;
      int lived = life;
      atMessage = null;
      held = true;
      network.time().after(0, () -> arrivedAtMessage(task, lived));
    }
    return !held;
  }

  private void arrivedAtMessage(@Nullable Runnable task, int lived) {
    if (task != null && life == lived) {
      task.run();
    }
    held = false;
    for (SimulatedLink link : List.copyOf(links)) {
      link.resume();
    }
  }

  void resetLinksTo(Host other, Consumer<NetworkFault> counted) {
    for (SimulatedLink link : List.copyOf(links)) {
      if (!link.isClosed() && link.conversation().joins(this, other)) {
        counted.accept(NetworkFault.RESET);
        link.conversation().reset();
      }
    }
  }

  int number() {
    return number;
  }

  /** Which life of the machine's process this is. */
  int life() {
    return life;
  }

  HeapAllocator allocator() {
    return allocator;
  }

  int nextPort() {
    portLast = portLast == 65_535 ? 40_001 : portLast + 1;
    return portLast;
  }

  @Nullable Listening listening(int port) {
    return listening.get(port);
  }

  /** Takes a port; false when it is taken. */
  boolean listen(int port, Listening who) {
    return listening.putIfAbsent(port, who) == null;
  }

  void unlisten(int port, Listening who) {
    listening.remove(port, who);
  }

  void add(SimulatedLink link) {
    link.place(links.size());
    links.add(link);
  }

  void remove(SimulatedLink link) {
    int place = link.place();
    if (place < 0) {
      return;
    }
    SimulatedLink last = links.removeLast();
    if (last != link) {
      links.set(place, last);
      last.place(place);
    }
    link.place(-1);
  }

  @Override
  public String toString() {
    return name;
  }
}

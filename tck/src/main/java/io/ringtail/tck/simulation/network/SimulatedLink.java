// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.driver.transport.LinkListener;
import io.ringtail.node.listener.ServerLink;
import io.ringtail.node.listener.ServerLinkListener;
import io.ringtail.tck.simulation.time.SimulatedThread;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, as Netty's sockets show it to the driver or the node. Confined to the
 * simulation's thread; its process may call it in tasks of its loop only.
 */
final class SimulatedLink implements ServerLink {
  /** After so many reads others of the loop have their turn. */
  private static final int READS_MAX = 16;

  private enum State {
    /** The kernel has the connection, the process does not know it yet. */
    OPENING,
    OPEN,
    CLOSED
  }

  private final Conversation conversation;
  private final SimulatedNetwork network;
  private final Host host;
  private final String remote;
  private final WaterMarks marks;
  private final HeapAllocator allocator;
  private @Nullable Flow inFlow;
  private @Nullable Flow outFlow;
  private @Nullable Reading reading;
  private @Nullable LinkListener client;
  private @Nullable ServerLinkListener server;
  private State state = State.OPENING;
  private int place = -1;
  private boolean writable = true;
  private boolean moving;
  private boolean dead;

  /** Told once what has arrived was read; null for nothing. */
  private @Nullable IOException cutBy;

  SimulatedLink(Conversation conversation, Host host, String remote, WaterMarks marks) {
    this.conversation = conversation;
    this.network = conversation.network();
    this.host = host;
    this.remote = remote;
    this.marks = marks;
    this.allocator = host.allocator();
  }

  void flows(Flow in, Flow out) {
    inFlow = in;
    outFlow = out;
  }

  private Flow in() {
    return Objects.requireNonNull(inFlow);
  }

  private Flow out() {
    return Objects.requireNonNull(outFlow);
  }

  Conversation conversation() {
    return conversation;
  }

  Host host() {
    return host;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Its place in its host's list; -1 for none. */
  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  /** The client's end is connected. */
  void opened(ScheduledExecutorService loop, LinkListener listener) {
    host.add(this);
    state = State.OPEN;
    client = listener;
    reading = new Reading(loop);
    execute(
        loop,
        () -> {
          if (!dead) {
            listener.opened(this);
          }
        });
  }

  /** The server's end waits to be accepted; false when nobody listens. */
  boolean ask(int port) {
    Listening listening = host.listening(port);
    if (listening == null || listening.isFull() || state != State.OPENING) {
      neverOpened();
      return false;
    }
    host.add(this);
    listening.waits();
    Reading first = new Reading(listening.loop());
    reading = first;
    execute(first.loop, () -> accept(listening));
    return true;
  }

  private void accept(Listening listening) {
    listening.accepted();
    if (state != State.OPENING) {
      return;
    }
    state = State.OPEN;
    server = listening.accept(this);
    hasArrived();
  }

  /** The server's end of a connection whose first segment did not come to a process. */
  void neverOpened() {
    if (state == State.OPENING) {
      shut();
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return allocator;
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public void write(ByteBuf bytes) {
    checkLoop();
    if (state != State.OPEN || cutBy != null) {
      bytes.release();
      return;
    }
    Flow out = out();
    out.write(bytes);
    waits(out.waitingBytes());
  }

  @Override
  public void flush() {
    checkLoop();
    if (state == State.OPEN) {
      out().flush();
    }
  }

  @Override
  public boolean isWritable() {
    return writable && state == State.OPEN;
  }

  @Override
  public void close() {
    checkLoop();
    close(null);
  }

  private void close(@Nullable Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    endByKernel();
    tell(cause);
  }

  /** As a kernel closes a socket: a reset if the process did not read all that came. */
  private void endByKernel() {
    boolean unread = in().hasArrived();
    boolean cut = cutBy != null;
    shut();
    if (unread) {
      answerReset();
    } else if (!cut) {
      out().end();
    }
  }

  private void checkLoop() {
    SimulatedThread current = network.time().current();
    Reading now = reading;
    if (current != null && now != null && now.loop != current && !dead) {
      throw new IllegalStateException("link of " + now.loop + " used on " + current);
    }
  }

  @Override
  public void moveTo(ScheduledExecutorService loop, Runnable then) {
    checkLoop();
    Reading before = Objects.requireNonNull(reading);
    moving = true;
    if (before.loop == loop) {
      execute(loop, () -> moved(then));
      return;
    }
    reading = new Reading(loop);
    // Two steps as with sockets: off the one loop, onto the other.
    execute(before.loop, () -> execute(loop, () -> moved(then)));
  }

  private void moved(Runnable then) {
    if (state != State.CLOSED) {
      then.run();
      moving = false;
      hasArrived();
    }
  }

  /** So much waits to be sent. */
  void waits(long bytes) {
    if (writable ? bytes <= marks.high() : bytes >= marks.low()) {
      return;
    }
    writable = !writable;
    if (writable && marks.stopsReading()) {
      hasArrived();
    }
  }

  private boolean canRead() {
    return state == State.OPEN && !moving && !dead && (writable || !marks.stopsReading());
  }

  /** There may be something to read. */
  void hasArrived() {
    Reading now = reading;
    if (now != null && !now.scheduled && canRead() && (in().hasArrived() || in().isAtEnd())) {
      now.scheduled = true;
      execute(now.loop, now);
    }
  }

  /** Goes on after the host was held. */
  void resume() {
    if (state == State.OPEN) {
      out().pump();
      hasArrived();
    }
  }

  /** Reads on one loop. */
  private final class Reading implements Runnable {
    final ScheduledExecutorService loop;
    boolean scheduled;

    Reading(ScheduledExecutorService loop) {
      this.loop = loop;
    }

    @Override
    public void run() {
      scheduled = false;
      if (reading == this) {
        read();
      }
    }
  }

  private void read() {
    Flow in = in();
    for (int reads = 0; reads < READS_MAX && canRead() && in.hasArrived(); reads++) {
      if (!host.passes()) {
        return;
      }
      ByteBuf bytes = in.read();
      if (bytes != null) {
        in.pump();
        deliver(bytes);
      }
    }
    if (!canRead()) {
      return;
    }
    IOException cut = cutBy;
    if (in.hasArrived()) {
      hasArrived();
    } else if (cut != null) {
      shut();
      tell(cut);
    } else if (in.isAtEnd()) {
      shut();
      tell(null);
    }
  }

  private void deliver(ByteBuf bytes) {
    network.delivered(conversation.number(), bytes);
    try {
      if (client != null) {
        client.received(bytes);
      } else if (server != null) {
        server.received(bytes);
      }
    } catch (RuntimeException | Error thrown) {
      close(thrown);
      throw thrown;
    } finally {
      bytes.release();
    }
  }

  /** The connection is cut from outside. */
  void cut(IOException cause) {
    if (state == State.CLOSED || cutBy != null) {
      return;
    }
    Flow out = out();
    out.releaseWaiting();
    out.releaseUnderWay();
    if (canRead() && in().hasArrived() && conversation.random().nextBoolean()) {
      // What its kernel has already can still be read: sometimes it is, sometimes writing fails
      // first.
      cutBy = cause;
    } else {
      shut();
      tell(cause);
    }
  }

  /** The other end's kernel learns that this end does not exist. */
  void answerReset() {
    if (!host.isOff()) {
      out().reset();
    }
  }

  /** Its process is gone. */
  void die(boolean kernelAlive) {
    dead = true;
    if (kernelAlive) {
      endByKernel();
    } else {
      shut();
      out().releaseUnsent();
    }
  }

  /** The process has the link no more. */
  private void shut() {
    state = State.CLOSED;
    cutBy = null;
    out().releaseWaiting();
    in().releaseArrived();
    host.remove(this);
    conversation.ended();
  }

  private void tell(@Nullable Throwable cause) {
    Reading now = reading;
    if (now != null) {
      execute(now.loop, () -> tellNow(cause));
    }
  }

  private void tellNow(@Nullable Throwable cause) {
    if (dead) {
      return;
    }
    network.ended(conversation.number());
    if (client != null) {
      client.closed(cause);
    } else if (server != null) {
      server.closed(cause);
    }
  }

  /** A loop that was shut down hears nothing more, as with sockets. */
  private void execute(ScheduledExecutorService loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException shutDown) {
      abandon();
    }
  }

  private void abandon() {
    dead = true;
    if (state != State.CLOSED) {
      endByKernel();
    }
  }

  @Override
  public String toString() {
    return host + " - " + remote;
  }
}

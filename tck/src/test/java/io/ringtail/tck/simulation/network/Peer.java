// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.transport.Link;
import io.ringtail.driver.transport.LinkListener;
import io.ringtail.node.listener.ServerLinkListener;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One end of a connection that writes down what it hears and from which loop. */
final class Peer implements LinkListener, ServerLinkListener {
  final ByteArrayOutputStream got = new ByteArrayOutputStream();
  final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final SimulatedTime time;
  SimulatedThread loop;
  BiConsumer<Peer, ByteBuf> onReceived = (peer, bytes) -> {};
  @Nullable Link link;
  boolean opened;
  int closings;
  int receipts;
  long openedNanos;
  long receivedNanos;
  long closedNanos;
  @Nullable Throwable cause;

  Peer(SimulatedTime time, SimulatedThread loop) {
    this.time = time;
    this.loop = loop;
  }

  boolean isOpen() {
    return opened && closings == 0;
  }

  /** Writes, as a task of its loop. */
  void send(byte[] bytes) {
    loop.execute(() -> write(bytes));
  }

  void write(byte[] bytes) {
    if (link != null && isOpen()) {
      sent.writeBytes(bytes);
      link.write(link.allocator().ioBuffer(bytes.length).writeBytes(bytes));
      link.flush();
    }
  }

  void close() {
    loop.execute(link::close);
  }

  Peer accepted(Link newLink) {
    opened(newLink);
    return this;
  }

  @Override
  public void opened(Link newLink) {
    hear();
    if (opened) {
      throw new AssertionError("opened twice");
    }
    opened = true;
    openedNanos = time.nanos();
    link = newLink;
  }

  @Override
  public void received(ByteBuf bytes) {
    hear();
    if (!opened) {
      throw new AssertionError("not opened");
    }
    receipts++;
    receivedNanos = time.nanos();
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    got.writeBytes(copy);
    onReceived.accept(this, bytes);
  }

  @Override
  public void closed(@Nullable Throwable newCause) {
    hear();
    closings++;
    closedNanos = time.nanos();
    cause = newCause;
  }

  private void hear() {
    if (time.current() != loop) {
      throw new AssertionError("called on " + time.current() + " instead of " + loop);
    }
    if (closings > 0) {
      throw new AssertionError("called after its end");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.overload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.node.listener.ServerLink;
import io.ringtail.node.listener.ServerLinkListener;
import io.ringtail.node.listener.ServerTransport;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.time.Clock;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import io.ringtail.tck.simulation.time.SimulatedTime;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A shard's thread that is busy for a while with each request: what it answers leaves when that is
 * over, and its clock tells how late it is. Whether a request costs as much as one that is served
 * is taken from what the shard said last of its load. Confined to the simulation's thread.
 */
final class SlowShard implements Clock {
  private static final int OPCODE_AT = FrameFormat.LENGTH_BYTES + 2;
  private static final int RANK_AT = OPCODE_AT + 1;

  /** Requests are read in pieces of about so many bytes, as from a socket. */
  private static final int READ_BYTES = 2 << 10;

  private final SimulatedTime time;
  private final SimulatedThread thread;
  private final long serveNanos;
  private final long refuseNanos;
  private int ranksRefused;
  private long served;
  private long refused;

  SlowShard(SimulatedTime time, SimulatedThread thread, long serveNanos, long refuseNanos) {
    this.time = time;
    this.thread = thread;
    this.serveNanos = serveNanos;
    this.refuseNanos = refuseNanos;
  }

  @Override
  public String toString() {
    return "served %,d and refused %,d".formatted(served, refused);
  }

  @Override
  public long nanos() {
    return thread.isCurrent() ? thread.busy(0) : time.nanos();
  }

  @Override
  public long wallMillis() {
    return SimulatedClock.BEGIN_MILLIS + nanos() / 1_000_000;
  }

  /** Listens as another transport does; answers cost time. */
  ServerTransport over(ServerTransport transport) {
    return (endpoint, loop, accept) ->
        transport.listen(
            endpoint, loop, link -> new SlowListener(accept.apply(new SlowLink(link))));
  }

  private void hear(ByteBuf answers) {
    for (int at = answers.readerIndex(); at < answers.writerIndex(); ) {
      boolean isRefused = answers.getUnsignedByte(at + OPCODE_AT) == Opcode.REFUSED;
      served += isRefused ? 0 : 1;
      refused += isRefused ? 1 : 0;
      ranksRefused = answers.getUnsignedByte(at + RANK_AT);
      at += FrameFormat.LENGTH_BYTES + answers.getInt(at);
    }
  }

  /** Hands bytes over, and lets the time pass that their requests take. */
  private final class SlowListener implements ServerLinkListener {
    private final ServerLinkListener listener;
    private final ByteBuf kept = Unpooled.buffer();

    SlowListener(ServerLinkListener listener) {
      this.listener = listener;
    }

    @Override
    public void received(ByteBuf bytes) {
      kept.writeBytes(bytes);
      while (kept.isReadable()) {
        int length = 0;
        long nanos = 0;
        while (length < READ_BYTES
            && kept.readableBytes() >= length + FrameFormat.LENGTH_BYTES
            && kept.readableBytes()
                >= length + FrameFormat.LENGTH_BYTES + kept.getInt(kept.readerIndex() + length)) {
          int at = kept.readerIndex() + length;
          nanos +=
              Rank.isRefused(kept.getUnsignedByte(at + RANK_AT), ranksRefused)
                  ? refuseNanos
                  : serveNanos;
          length += FrameFormat.LENGTH_BYTES + kept.getInt(at);
        }
        if (length == 0) {
          break;
        }
        listener.received(kept.readSlice(length));
        thread.busy(nanos);
      }
      kept.discardReadBytes();
    }

    @Override
    public void closed(@Nullable Throwable cause) {
      listener.closed(cause);
    }
  }

  private final class SlowLink implements ServerLink {
    private final ServerLink link;

    SlowLink(ServerLink link) {
      this.link = link;
    }

    @Override
    public void write(ByteBuf bytes) {
      hear(bytes);
      time.at(thread.busy(0), () -> link.write(bytes));
    }

    @Override
    public void flush() {
      time.at(thread.busy(0), link::flush);
    }

    @Override
    public ByteBufAllocator allocator() {
      return link.allocator();
    }

    @Override
    public boolean isWritable() {
      return link.isWritable();
    }

    @Override
    public void close() {
      link.close();
    }

    @Override
    public String remote() {
      return link.remote();
    }

    @Override
    public void moveTo(ScheduledExecutorService loop, Runnable then) {
      link.moveTo(loop, then);
    }
  }
}

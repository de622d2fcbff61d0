// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The client of the floor: keeps so many operations in flight that two of three servers must
 * answer, writes to all three, reads from two. Everything but construction happens on its one event
 * loop.
 */
final class FloorClient {
  private static final int REPLICAS = 3;
  private static final int NEEDED = 2;
  private static final long EPOCH = 7;
  private static final int REQUEST_BYTES = 192;

  /**
   * More than any load keeps in flight, so that a late third answer never meets a new operation
   * under its id.
   */
  private static final int STREAMS = 1 << 16;

  private final EventLoopGroup group = FloorLoop.single();
  private final FloorFrame frames = new FloorFrame();
  private final SplittableRandom random = new SplittableRandom(1);
  private final @Nullable Operation[] operations = new @Nullable Operation[STREAMS];
  private final List<Channel> servers = new ArrayList<>(REPLICAS);
  private final FloorLoad load;
  private final byte[] value;
  private int nextStream;
  private boolean dirty;
  private @Nullable Histogram latencies;

  FloorClient(List<Integer> ports, FloorLoad load) throws InterruptedException {
    this.load = load;
    this.value = new byte[load.valueBytes()];
    for (int port : ports) {
      servers.add(connect(port));
    }
  }

  private static final class Operation {
    final long startNanos = System.nanoTime();
    int answers;
  }

  /** Begins the load; it goes on until the process ends. */
  void start() {
    group.execute(() -> {
      for (int i = 0; i < load.inFlight(); i++) {
        issue();
      }
      flush();
    });
  }

  /**
   * From now on latencies go here; what was measured before is the caller's to read once this has
   * returned.
   */
  void record(@Nullable Histogram histogram) throws InterruptedException {
    group.submit(() -> latencies = histogram).sync();
  }

  private Channel connect(int port) throws InterruptedException {
    return new Bootstrap()
        .group(group)
        .channel(FloorLoop.clientChannel())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new LengthFieldBasedFrameDecoder(
                            FloorFrame.FRAME_BYTES_MAX,
                            0,
                            FloorFrame.LENGTH_BYTES,
                            0,
                            FloorFrame.LENGTH_BYTES),
                        new Answers());
              }
            })
        .connect(InetAddress.getLoopbackAddress(), port)
        .sync()
        .channel();
  }

  private void issue() {
    dirty = true;
    boolean write = random.nextDouble() < load.writeShare();
    int stream = nextStream++ & (STREAMS - 1);
    Operation operation = new Operation();
    operations[stream] = operation;
    long key = random.nextLong(load.records());
    int skipped = write ? -1 : random.nextInt(REPLICAS);
    for (int i = 0; i < REPLICAS; i++) {
      if (i != skipped) {
        send(servers.get(i), write, stream, operation.startNanos, key);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
  private void send(Channel server, boolean write, int stream, long clock, long key) {
    ByteBuf out = server.alloc().directBuffer(REQUEST_BYTES + (write ? value.length : 0));
    frames.begin(out, write ? FloorFrame.WRITE : FloorFrame.READ, stream, EPOCH, clock);
    out.writeLong(key);
    if (write) {
      out.writeInt(value.length);
      out.writeBytes(value);
    }
    frames.end(out);
    server.write(out, server.voidPromise());
  }

  private void answered(int stream) {
    Operation operation = operations[stream & (STREAMS - 1)];
    if (operation == null || ++operation.answers != NEEDED) {
      return;
    }
    Histogram histogram = latencies;
    if (histogram != null) {
      histogram.recordValue(System.nanoTime() - operation.startNanos);
    }
    issue();
  }

  private void flush() {
    if (dirty) {
      dirty = false;
      for (Channel server : servers) {
        server.flush();
      }
    }
  }

  /**
   * Counts a connection's answers; all requests that a turn of them causes leave with one flush.
   */
  private final class Answers extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      int stream;
      try {
        frames.check(in);
        stream = in.getInt(in.readerIndex() + FloorFrame.STREAM_AT);
      } finally {
        in.release();
      }
      answered(stream);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      flush();
    }
  }
}
